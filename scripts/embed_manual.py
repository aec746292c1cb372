"""Brings `data/policies/vectors.npz`, the embeddings that come with the policy manual, in step with its texts."""

import argparse
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, epilog="Run it after the manual or its questions changed.")
    parser.add_argument("--anew", action="store_true", help="compute every text again, not only those that are new")
    arguments = parser.parse_args()
    sys.path[0] = str(Path(__file__).resolve().parents[1])  # the rooms of this checkout, whatever is installed
    from graph.policies import POLICIES, VECTORS  # noqa: PLC0415 - the path had to be set first
    from retrieval.embedders.minilm import local_embedder  # noqa: PLC0415 - as above
    from retrieval.embedders.shipped import ShippedVectors, write_vectors  # noqa: PLC0415 - as above
    from retrieval.ingest import texts_of_folder  # noqa: PLC0415 - as above

    embedder = local_embedder()
    known = embedder if arguments.anew else ShippedVectors(embedder, VECTORS)
    count = write_vectors(VECTORS, known, texts_of_folder(POLICIES))
    print(f"{VECTORS.name}: {count:,} texts, {VECTORS.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
