"""Copies the named files out of node_modules into vendor/; nothing else of a package is ever used."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT = "@expo-google-fonts/noto-sans-sc"
VENDOR = {
    f"{FONT}/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC-Regular.ttf",
    f"{FONT}/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC-Bold.ttf",
    f"{FONT}/LICENSE_FONT": "fonts/LICENSE",
}


def copy(modules: Path = ROOT / "node_modules", vendor: Path = ROOT / "vendor") -> None:
    """Copy each named file; one that its package no longer has is an error."""
    for source, name in VENDOR.items():
        target = vendor / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, target)


if __name__ == "__main__":
    copy()
