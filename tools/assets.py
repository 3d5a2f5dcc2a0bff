"""Brings the named files of node_modules into vendor/; nothing else of a package is ever used."""

import shutil
from pathlib import Path

import rare_font

ROOT = Path(__file__).resolve().parent.parent
FONT = "@expo-google-fonts/noto-sans-sc"
VENDOR = {
    f"{FONT}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf",
    f"{FONT}/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC-Bold.ttf",
    f"{FONT}/LICENSE_FONT": "fonts/LICENSE",
}


RARE = "hanamin"
RARE_FONT, RARE_LICENCE = "fonts/LinliRareHan-Regular.ttf", "fonts/LICENSE-LinliRareHan"


def copy(modules: Path = ROOT / "node_modules", vendor: Path = ROOT / "vendor") -> None:
    """Copy each named file; one that its package no longer has is an error."""
    for source, name in VENDOR.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)
    rare_font.join(modules / RARE, vendor / VENDOR[f"{FONT}/400Regular/NotoSansSC_400Regular.ttf"], vendor / RARE_FONT)
    (vendor / RARE_LICENCE).write_text(rare_font.LICENCE, encoding="utf-8")


if __name__ == "__main__":
    copy()
