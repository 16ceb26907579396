"""Cut the portal's font, Source Sans, down to the letters of its languages: woff2 for screens, TTF for papers.

The family comes whole from the wheel `font-source-sans-pro` (SIL Open Font Licence 1.1). Nothing of it is kept in the
repository: the set-up runs `python -m ofqj_portal.local.fonts <folder>`.
"""

import sys
from pathlib import Path

import font_source_sans_pro
from fontTools import subset

WEIGHTS = {400: "SourceSansPro-Regular.ttf", 600: "SourceSansPro-Semibold.ttf", 700: "SourceSansPro-Bold.ttf"}
RANGES = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x218, 0x21B),  # Romanian letters with a comma below
    (0x2B0, 0x2DD),  # raised letters: 1ᵉʳ, nᵒ
    (0x300, 0x304),  # combining accents
    (0x1D48, 0x1D49),
    (0x2000, 0x206F),  # spaces, dashes, quotes
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),
    (0x2190, 0x2193),  # arrows
    (0x2200, 0x2265),  # mathematical signs
    (0x25A0, 0x25CF),  # geometric shapes
    (0x2713, 0x2717),
)


def generate(folder: Path) -> list[Path]:
    """Write the missing or outdated cuts to `folder` and return the paths of all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for weight, name in WEIGHTS.items():
        source = Path(font_source_sans_pro.font_directory) / name
        for flavor, suffix in (("woff2", "woff2"), (None, "ttf")):
            target = folder / f"source-sans-3-{weight}.{suffix}"
            if not _is_fresh(target, source):
                _cut(source, target, flavor)
            paths.append(target)
    return paths


def _is_fresh(target: Path, source: Path) -> bool:
    newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
    return target.exists() and target.stat().st_size > 0 and target.stat().st_mtime >= newest


def _cut(source: Path, target: Path, flavor: str | None) -> None:
    options = subset.Options(flavor=flavor, layout_features=["*"], hinting=False, notdef_outline=True)
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    partial = target.with_name(target.name + ".part")
    subset.save_font(font, str(partial), options)
    partial.replace(target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage : python -m ofqj_portal.local.fonts <dossier>")
    generate(Path(sys.argv[1]))
