"""Write the parts of the reference that are made from the code: `make docs`."""

from pathlib import Path

from docs.reference.made import PAGES, renewed

for name in PAGES:
    page = Path(__file__).parent / name
    before = page.read_text()
    after = renewed(name, before)
    if after != before:
        page.write_text(after)
        print(f"wrote {page.name}")
