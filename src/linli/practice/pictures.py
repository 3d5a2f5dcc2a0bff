"""Pictures of a case: photographs and drawn signatures, taken in as those of every room are."""

from linli.papers.pictures import DRAWN, digest, drawing, kept, photograph, shown

__all__ = ["DRAWN", "digest", "drawing", "kept", "photograph", "shown"]
