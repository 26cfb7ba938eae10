"""Runs Splink on a folder of `rollbook model splink --out` and writes its pairs.

    link_splink.py predict FOLDER PAIRS.csv   weights by the settings as they are
    link_splink.py dedupe FOLDER RECORDS.csv  trains and links as a user of Splink would; prints CPU seconds,
                                              wall seconds and peak MiB
Works with Splink 4 and 5 on DuckDB.
"""

import csv, json, os, resource, sys, time

import duckdb
import splink
from splink import Linker

FIFTH = not splink.__version__.startswith("4")


def load(folder):
    with open(os.path.join(folder, "settings-duckdb.json")) as file:
        return json.load(file)


def linker_for(connection, records, settings):
    """All columns are text: what looks like a number is no number to the model."""
    connection.execute(f"CREATE TABLE records AS SELECT * FROM read_csv('{records}', all_varchar=true, header=true)")
    if FIFTH:
        from splink import DuckDBAPI
        api = DuckDBAPI(connection=connection)
        return Linker(api.register("records"), settings)
    from splink import DuckDBAPI
    return Linker("records", settings, db_api=DuckDBAPI(connection=connection))


def frequencies(linker, connection, folder):
    for name in sorted(os.listdir(folder)):
        if not name.startswith("tf_"):
            continue
        column = name[3:-4]
        table = f"frequencies_{column}"
        connection.execute(
            f"CREATE TABLE {table} AS SELECT * FROM read_csv('{folder}/{name}', header=true, types={{'{column}': 'VARCHAR'}})")
        source = linker._db_api.register(table) if FIFTH else table
        linker.table_management.register_term_frequency_lookup(source, column)


def predict(folder, pairs):
    settings = load(folder)
    connection = duckdb.connect()
    linker = linker_for(connection, os.path.join(folder, "records.csv"), settings)
    frequencies(linker, connection, folder)
    result = linker.inference.predict(threshold_match_weight=-12)
    id = settings["unique_id_column_name"]
    connection.execute(
        f'COPY (SELECT "{id}_l", "{id}_r", match_weight FROM {result.physical_name} ORDER BY 1, 2) TO \'{pairs}\' (HEADER)')


def dedupe(folder, records):
    settings = load(folder)
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            level.pop("m_probability", None)
            level.pop("u_probability", None)
    connection = duckdb.connect()
    connection.execute("SET threads TO 2")
    begin, cpu = time.time(), time.process_time()
    linker = linker_for(connection, records, settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in settings["blocking_rules_to_generate_predictions"][:2]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule["blocking_rule"])
    result = linker.inference.predict(threshold_match_probability=0.01)
    linker.clustering.cluster_pairwise_predictions_at_threshold(result, 0.95)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{time.process_time() - cpu:.2f}\t{time.time() - begin:.2f}\t{peak}")


if __name__ == "__main__":
    {"predict": predict, "dedupe": dedupe}[sys.argv[1]](*sys.argv[2:])
