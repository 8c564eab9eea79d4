"""Wording of the arguments beside table and therapies: class, other offices, combination, label, publications."""

from __future__ import annotations

from denialdesk.letters.wording.phrase import Phrase

FURTHER_HEADING = "Further grounds"
SAME_CLASS = Phrase(
    "same_class",
    "Drugs of one class ({class_name}) tried: {trials}. I ask that no further drug of this class be required.",
)
ON_TREATMENT = Phrase("on_treatment", "Treatment with {drug} is under way since {date}{changes}.")
CHANGES = Phrase("on_treatment_changes", "; on record: {changes}")
OTHER_OFFICE = Phrase(
    "other_office", "{drug} was prescribed by {prescriber}; I ask that this trial be counted with the others."
)
NO_COMBINATION = Phrase(
    "no_combination", "Our records show no other biologic or targeted drug taken now{conventional}."
)
CONVENTIONAL = Phrase("conventional", "; {drugs}, taken now, is a conventional drug")
CONVENTIONALS = Phrase("conventionals", "; {drugs}, taken now, are conventional drugs")
PERMITTED = Phrase("permitted", ", which the plan’s criteria as we understand them allow")
SPECIALTY = Phrase("my_specialty", "My specialty is {specialty}.")
INACTIVE = Phrase(
    "inactive_ingredient",
    "{preferred}: the record shows {outcome} on {drug} and names an inactive ingredient, {ingredient}. I ask for an "
    "exception for the product requested.",
)
DOSE = Phrase("dose_asked", "The dose asked for is {asked}; my reason is in the statement below.")
AGE = Phrase("age_told", "My patient is {age} years old.")

OTHER_PRODUCT = Phrase("other_product", "{preferred}: another product of a drug already tried – {trials}.")
OF_SAME_CLASS = Phrase("of_same_class", "{preferred}: not tried. It is of the same class ({class_name}) as {trials}.")

SAFETY_HEADING = "Safety and monitoring, in the prescriber’s own words"
DELAY_HEADING = "The harm of delay, in the prescriber’s own words"
ANSWERS_HEADING = "Answers to further points of the notice"
ANSWER_LEAD = Phrase("answer_lead", "To “{quote}”:")

SUPPORT_HEADING = "Label and published support"
LABEL = Phrase("label_read", "The FDA label of {drug} ({place}) names {indication} as a use: {words}.")
LABEL_SECTION = Phrase("label_section", "section {section}, ")
LABEL_REVISED = Phrase("label_revised", "revised {date}")
LABEL_SHOWN = Phrase("label_shown", " The record shows the therapy it asks for first: {rows}.")
PUBLICATION = Phrase("publication", "{reference} {finding}")
