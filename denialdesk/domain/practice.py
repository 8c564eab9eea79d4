"""The practice and its prescribers: whose letterhead, whose signature."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.errors import InvalidNpiError


@dataclass(frozen=True, slots=True)
class Prescriber:
    """The person who prescribes and signs. ``npi`` is the ten-digit National Provider Identifier, or empty."""

    name: str = ""
    credentials: str = ""
    specialty: str = ""
    npi: str = ""
    phone: str = ""
    fax: str = ""

    @property
    def signature_name(self) -> str:
        """Name with credentials, as it stands under a signature."""
        return ", ".join(part for part in (self.name, self.credentials) if part)


@dataclass(frozen=True, slots=True)
class OfficePhrase:
    """A fixed phrase of the letters in the practice's own words, with its places for facts, such as {drug}."""

    phrase_id: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredSignature:
    """A prescriber's signature as a picture, kept by choice; whose it is goes by name and NPI."""

    name: str
    npi: str
    picture: str  # PNG or JPEG as Base64, see picture.picture_to_text


@dataclass(frozen=True, slots=True)
class Practice:
    """The office: letterhead and defaults."""

    name: str = ""
    address_lines: tuple[str, ...] = ()
    phone: str = ""
    fax: str = ""
    email: str = ""
    footer: str = ""
    prescribers: tuple[Prescriber, ...] = ()
    contact_name: str = ""
    wording: tuple[OfficePhrase, ...] = ()
    logo: str = ""  # a PNG or JPEG picture as Base64, see picture.picture_to_text
    signatures: tuple[StoredSignature, ...] = ()
    letterhead: str = ""  # the vault's document that Word letters are built on, the office's own .docx made safe

    def signature_of(self, prescriber: Prescriber) -> str:
        """The stored signature of exactly this prescriber, same name and same NPI; empty when there is none."""
        if not prescriber.name.strip():
            return ""
        who = (prescriber.name.strip().casefold(), prescriber.npi)
        return next((each.picture for each in self.signatures if (each.name.strip().casefold(), each.npi) == who), "")


def check_npi(npi: str) -> str:
    """Return the NPI as ten digits; spaces and hyphens are dropped.

    The check digit is the Luhn digit over "80840" followed by the first nine digits (45 CFR 162.406; CMS NPI
    check-digit method). Raises InvalidNpiError when the length, the first digit or the check digit is wrong.
    """
    digits = npi.replace(" ", "").replace("-", "")
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        raise InvalidNpiError("An NPI has exactly ten digits.", "Check the number and type it again.")
    if digits[0] not in "12":
        raise InvalidNpiError("An NPI begins with 1 or 2.", "Check the number and type it again.")
    total = 0
    for position, digit in enumerate(reversed("80840" + digits)):
        value = int(digit)
        if position % 2 == 1:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    if total % 10:
        raise InvalidNpiError("The NPI's check digit does not fit its other digits.", "One digit is probably mistyped.")
    return digits
