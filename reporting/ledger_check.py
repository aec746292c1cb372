"""The command behind `scripts/verify_ledger.py`: what the ledger is worth, in a few lines. Problems go to stderr."""

import asyncio
import logging
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg

from reporting.output import OutputError, unwritable, whole_file, write_whole
from storage.chain import Fault
from storage.database import open_database
from storage.errors import StorageError
from storage.ledger import Ledger, check, read_ledger
from storage.ledger_file import LedgerFileError, export_lines, read_export
from storage.seal import SealError, SignedHead, anchor_of, is_genuine, public_key

HOLDS = 0
CANNOT_WORK = 1
DOES_NOT_HOLD = 2


@dataclass(frozen=True, slots=True)
class Verification:
    """`file` None: the database. `public_key` checks signatures; `anchors` are heads that were exported earlier."""

    file: Path | None = None
    public_key: Path | None = None
    anchors: tuple[Path, ...] = ()
    export: Path | None = None
    write_anchor: Path | None = None


def verify(asked: Verification) -> int:
    """The exit status: 0 where everything holds, 2 where something does not, 1 where nothing can be checked."""
    logging.getLogger().addHandler(logging.NullHandler())  # what failed is told once
    try:
        ledger = read_export(asked.file) if asked.file else asyncio.run(_from_database(asked.export))
        return _told(asked, ledger)
    except LedgerFileError as error:
        print(f"Does not hold: {error}", file=sys.stderr)
        return DOES_NOT_HOLD
    except (StorageError, OutputError, OSError) as error:
        print(f"Cannot verify: {' '.join(str(error).split())}", file=sys.stderr)
        return CANNOT_WORK
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        print(f"Cannot verify: the database fails: {told}. Look into its log, then run again.", file=sys.stderr)
        return CANNOT_WORK


async def _from_database(export: Path | None) -> Ledger:
    async with open_database() as database:
        if export:
            try:
                with whole_file(export) as file:
                    async for line in export_lines(database):
                        file.write(f"{line}\n".encode())
            except OSError as error:
                raise unwritable(export, "--export", error) from None
        return await read_ledger(database)


def _told(asked: Verification, ledger: Ledger) -> int:
    anchors = tuple(_anchor(path) for path in asked.anchors)
    problem = _signatures(asked, ledger.head, anchors)
    fault = check(ledger, anchors)
    if fault:
        print(f"Does not hold: {fault}{_about(ledger, fault)}.", file=sys.stderr)
    if problem:
        print(f"Does not hold: {problem}.", file=sys.stderr)
    if fault or problem:
        return DOES_NOT_HOLD
    if asked.write_anchor:
        try:
            write_whole(asked.write_anchor, f"{ledger.head.to_json()}\n".encode())
        except OSError as error:
            raise unwritable(asked.write_anchor, "--write-anchor", error) from None
    counts = f"{len(ledger.entries):,} entries, {len(ledger.digests):,} records"
    print(f"The ledger holds: {counts}. {_head(asked, ledger.head)}")
    return HOLDS


def _anchor(path: Path) -> SignedHead:
    try:
        return anchor_of(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SealError(
            f"{path}: the anchor cannot be read ({type(error).__name__}); name the file that holds it"
        ) from None


def _signatures(asked: Verification, head: SignedHead, anchors: tuple[SignedHead, ...]) -> str | None:
    if asked.public_key is None:
        return None
    key = public_key(asked.public_key)
    if head.count and not is_genuine(head, key):
        return f"the head was not signed by the key of {asked.public_key}"
    for path, anchor in zip(asked.anchors, anchors, strict=True):
        if not is_genuine(anchor, key):
            return f"the anchor {path} was not signed by the key of {asked.public_key}"
    return None


def _about(ledger: Ledger, fault: Fault) -> str:
    if fault.number > len(ledger.entries):
        return f" (there are {len(ledger.entries):,}, and the head counts {ledger.head.count:,})"
    entry = ledger.entries[fault.number - 1]
    return f" ({entry.kind}, application {entry.application_id}, run {entry.thread_id}, {entry.written_at})"


def _head(asked: Verification, head: SignedHead) -> str:
    if not head.signature:
        signed = "not signed (UNDERWRIGHT_LEDGER_KEY names the key that signs)"
    elif asked.public_key:
        signed = f"signed at {head.signed_at} by the key of {asked.public_key}"
    else:
        signed = f"signed at {head.signed_at} (pass --public-key to check by whom)"
    return f"Its head {head.sha256[:16]} is {signed}."
