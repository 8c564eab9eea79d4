"""Write `resources/case.schema.json` from the domain's classes; run it after a field of a case was added."""

from pathlib import Path

from denialdesk.domain.case_format import case_schema_text

TARGET = Path(__file__).resolve().parent.parent / "resources" / "case.schema.json"

if __name__ == "__main__":
    TARGET.write_text(case_schema_text(), encoding="utf-8", newline="\n")
    print(f"written: {TARGET.name}")
