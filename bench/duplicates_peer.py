"""The same files put before splink (Ministry of Justice, MIT), trained on them as its guide says.

``make bench-peers`` runs it in an environment of its own: splink and DuckDB belong to no part of the product. It
compares inside the same blocks as ours, and knows sound, turned birthdays, slips in documents and family telephones.
"""

import logging
import resource
import sys
import time
from typing import Any

import duckdb
import pyarrow
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from bench.duplicates import World
from linli.matching.duplicates import folded, sound


def table(world: World) -> pyarrow.Table:
    """Return the files as splink reads them: one column a fact, None where nothing is known."""
    rows = []
    for number, one in enumerate(world.files):
        name, born = folded(one.name), one.born
        rows.append({
            "unique_id": number, "name": name, "surname": name[:1], "sound": sound(name), "sex": one.sex or None,
            "born": born.isoformat() if born else None, "turned": f"{born:%Y-%d-%m}" if born else None,
            "document": one.document or None, "tail": one.document[-6:] or None, "head": one.document[:6] or None,
            "telephones": sorted(one.telephones), "own": sorted(one.telephones - one.family),
            "telephone": min(one.telephones, default=None), "home": one.home or None,
        })  # fmt: skip
    return pyarrow.Table.from_pylist(rows)


def settings() -> SettingsCreator:
    """Return splink's model: the comparisons and blocks of ours, in its words."""
    unknown = levels.CustomLevel("len(telephones_l) = 0 or len(telephones_r) = 0", "unknown")
    told = {
        "name": [levels.NullLevel("name"), levels.ExactMatchLevel("name"), levels.ExactMatchLevel("sound"),
                 levels.DamerauLevenshteinLevel("name", 1), levels.ElseLevel()],
        "born": [levels.NullLevel("born"), levels.ExactMatchLevel("born"),
                 levels.CustomLevel("born_l = turned_r", "turned"), levels.DamerauLevenshteinLevel("born", 1),
                 levels.CustomLevel("born_l[1:7] = born_r[1:7]", "month"),
                 levels.CustomLevel("born_l[5:] = born_r[5:]", "year"), levels.ElseLevel()],
        "document": [levels.NullLevel("document"), levels.ExactMatchLevel("document"),
                     levels.DamerauLevenshteinLevel("document", 1), levels.ElseLevel()],
        "telephone": [unknown.configure(is_null_level=True), levels.ArrayIntersectLevel("own", 1),
                      levels.ArrayIntersectLevel("telephones", 1), levels.ElseLevel()],
    }  # fmt: skip
    made = [comparisons.CustomComparison(output_column_name=name, comparison_levels=told[name]) for name in told]
    blocks = (["document"], ["sound", "born"], ["sound", "telephone"], ["born", "telephone"], ["sound", "home"],
              ["born", "home"], ["born", "sex", "surname", "head"], ["sound", "tail"])  # fmt: skip
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[*made, comparisons.ExactMatch("sex"), comparisons.ExactMatch("home")],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks],
    )


def weigh(world: World) -> list[tuple[float, int, int]]:
    """Return each pair splink finds with its weight in bits."""
    connection = duckdb.connect()
    connection.register("told", table(world))
    connection.execute("create table files as select * from told")
    linker = Linker(DuckDBAPI(connection=connection).register("files"), settings())
    training: Any = linker.training
    training.estimate_probability_two_random_records_match([block_on("document")], recall=0.5)
    training.estimate_u_using_random_sampling(max_pairs=5e6)
    for columns in (["document"], ["sound", "born"], ["telephone"]):
        training.estimate_parameters_using_expectation_maximisation(block_on(*columns))
    found = linker.inference.predict(threshold_match_weight=-5).as_duckdbpyrelation()
    return found.select("match_weight, unique_id_l, unique_id_r").fetchall()


def measure(size: int) -> None:
    """Print what splink reaches where one in a thousand of what it says may be wrong."""
    logging.disable(logging.WARNING)
    world = World(size)
    pairs = len(world.files) - world.known
    started = time.perf_counter()
    found = sorted(weigh(world), reverse=True)
    took = time.perf_counter() - started
    said = wrong = reached = 0
    for _weight, one, other in found:
        said, wrong = said + 1, wrong + (world.person[one] != world.person[other])
        if wrong <= said / 1000:
            reached = said - wrong
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"splink, {size:,} files: recall {reached / pairs:.4f} at precision .999; {took:.0f} s, peak {peak:.2f} GB")
    print(f"    of the true pairs {(said - wrong) / pairs:.4f} above -5 bits, among {said:,}")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
