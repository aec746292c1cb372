"""Brings `data/policies/vectors.npz`, the embeddings that come with the policy manual, in step with its texts."""

import sys

from command_line import Parser, run


def main() -> int:
    parser = Parser(description=__doc__, epilog="Run it after the manual or its questions changed.")
    parser.add_argument("--anew", action="store_true", help="compute every text again, not only those that are new")
    arguments = parser.parse_args()

    def work() -> int:
        from graph.policies import POLICIES, VECTORS  # noqa: PLC0415 - imports that --help can spare
        from retrieval.embedders.minilm import local_embedder  # noqa: PLC0415 - as above
        from retrieval.embedders.shipped import ShippedVectors, write_vectors  # noqa: PLC0415 - as above
        from retrieval.ingest import texts_of_folder  # noqa: PLC0415 - as above

        embedder = local_embedder()
        known = embedder if arguments.anew else ShippedVectors(embedder, VECTORS)
        texts = write_vectors(VECTORS, known, texts_of_folder(POLICIES))
        print(f"{VECTORS.name}: {texts:,} texts, {VECTORS.stat().st_size / 1e6:.1f} MB")
        return 0

    return run(work)


if __name__ == "__main__":
    sys.exit(main())
