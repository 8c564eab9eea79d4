"""Files as offices add them, and as nobody should: all obviously invented, made anew for each test."""

import io
import zlib
from collections.abc import Sequence
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Page, Pdf, String
from PIL import Image, ImageDraw

DATA = Path(__file__).parent / "data" / "exhibits"
LETTER = (0, 0, 612, 792)


def shipped(name: str) -> bytes:
    """A file of tests/data/exhibits."""
    return (DATA / name).read_bytes()


def saved(pdf: Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written)
    return written.getvalue()


def add_page(pdf: Pdf, content: str, box: Sequence[float] = LETTER, **entries: object) -> Page:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    made = Dictionary(
        Type=Name.Page,
        MediaBox=Array(box),
        Resources=Dictionary(Font=Dictionary(F=font)),
        Contents=pdf.make_stream(content.encode()),
    )
    for key, value in entries.items():
        made[f"/{key}"] = value
    pdf.pages.append(Page(pdf.make_indirect(made)))
    return pdf.pages[-1]


def words(text: str, x: float = 72, y: float = 700, size: float = 14) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F {size} Tf {x} {y} Td ({escaped}) Tj ET"


def text_pdf(*pages: str, box: Sequence[float] = LETTER, **entries: object) -> bytes:
    """A page for each text, with free margins."""
    with Pdf.new() as pdf:
        for text in pages:
            add_page(pdf, words(text), box, **entries)
        return saved(pdf)


def full_page_pdf(text: str = "Full to the edge") -> bytes:
    """A page with print down to its very edges, as fax printouts have."""
    rows = "\n".join(words(f"{text} {number} " * 5, x=2, y=4 + number * 11, size=11) for number in range(72))
    with Pdf.new() as pdf:
        add_page(pdf, rows)
        return saved(pdf)


def picture(mode: str = "RGB", size: tuple[int, int] = (850, 1100)) -> Image.Image:
    """White paper with a red square at the upper left and a blue one at the lower right."""
    image = Image.new("RGB", size, "white")
    drawn = ImageDraw.Draw(image)
    drawn.rectangle((100, 100, 300, 300), fill="red")
    drawn.rectangle((size[0] - 200, size[1] - 200, size[0] - 120, size[1] - 120), fill="blue")
    return image.convert(mode)


def image_file(image: Image.Image, form: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()


def busy_pdf() -> bytes:
    """Everything a packet must not carry on, in one file: scripts, actions, links, a form, an attachment, metadata."""
    with Pdf.new() as pdf:
        page = add_page(pdf, words("Chart note")).obj
        appearance = pdf.make_stream(b"BT /F 12 Tf 2 4 Td (Filled in) Tj ET", Type=Name.XObject, Subtype=Name.Form)
        appearance.BBox = Array([0, 0, 200, 20])
        appearance.Resources = Dictionary(
            Font=Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        )
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T=String("name"),
                V=String("Filled in"),
                Rect=Array([72, 600, 272, 620]),
                AP=Dictionary(N=appearance),
                F=4,
            )
        )
        link = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([72, 500, 200, 520]),
                A=Dictionary(S=Name.URI, URI=String("tracker.invalid")),
            )
        )
        page.Annots = Array([field, link])
        page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('opened')")))
        page.PieceInfo = Dictionary(Secret=Dictionary(Private=String("private-data-marker")))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert('script-marker')"))
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta>Marigold-metadata</x:xmpmeta>", Type=Name.Metadata)
        pdf.docinfo[Name.Author] = String("Marigold-author")
        attached = pdf.make_stream(b"attached-marker", Type=Name.EmbeddedFile)
        file = Dictionary(Type=Name.Filespec, F=String("secret.txt"), EF=Dictionary(F=attached))
        pdf.Root.Names = Dictionary(
            EmbeddedFiles=Dictionary(Names=Array([String("secret.txt"), pdf.make_indirect(file)])),
            JavaScript=Dictionary(
                Names=Array([String("s"), Dictionary(S=Name.JavaScript, JS=String("app.launchURL()"))])
            ),
        )
        return saved(pdf)


def layered_pdf() -> bytes:
    """A page with a layer that is off: what stands on it must not come to light."""
    with Pdf.new() as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Hidden")))
        page = add_page(pdf, f"{words('Shown')} /OC /L BDC 0 g 72 300 200 200 re f EMC").obj
        page.Resources.Properties = Dictionary(L=layer)
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        return saved(pdf)


def bomb_pdf(size: int = 700_000_000) -> bytes:
    """A small file whose one page unpacks to more than a computer should give it."""
    packer = zlib.compressobj(9)
    piece = b" " * 1_000_000
    packed = b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()
    with Pdf.new() as pdf:
        page = add_page(pdf, "")
        stream = pdf.make_stream(b"")
        stream.write(packed, filter=Name.FlateDecode)
        page.obj.Contents = stream
        return saved(pdf)


def nested_pdf(depth: int = 100_000) -> bytes:
    """Brackets within brackets, to overturn a parser that calls itself."""
    deep = b"[" * depth + b"]" * depth
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X " + deep + b">>endobj\ntrailer<</Root 1 0 R>>\n"


def circular_pdf() -> bytes:
    """A page tree that bites its own tail."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )


def launching_pdf() -> bytes:
    """Starts a program as it is opened, as its page is turned to, and by links to press."""
    with Pdf.new() as pdf:
        page = add_page(pdf, words("Chart note")).obj
        start = Dictionary(S=Name.Launch, F=String("calc.exe"), Win=Dictionary(F=String("calc.exe")))
        pdf.Root.OpenAction = start
        pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("app.beep()")))
        pdf.Root.URI = Dictionary(Base=String("tracker.invalid"))
        page.AA = Dictionary(O=start, C=Dictionary(S=Name.SubmitForm, F=String("tracker.invalid")))
        away = Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit]))
        page.Annots = Array(
            [
                pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 600, 700]), A=act))
                for act in (start, away)
            ]
        )
        return saved(pdf)


def drawings_within_drawings(depth: int, width: int = 10) -> bytes:
    """A page that draws a drawing made of ``width`` drawings, and so on; at depth 0 one that draws itself."""
    with Pdf.new() as pdf:
        box = Array(LETTER)
        inner = pdf.make_indirect(pdf.make_stream(b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form, BBox=box))
        inner.Resources = Dictionary(XObject=Dictionary(X=inner))
        if depth:
            inner = pdf.make_stream(b"0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=box)
        for _ in range(depth):
            outer = pdf.make_stream(b"/X Do " * width, Type=Name.XObject, Subtype=Name.Form, BBox=box)
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        page = add_page(pdf, "/X Do").obj
        page.Resources.XObject = Dictionary(X=inner)
        return saved(pdf)
