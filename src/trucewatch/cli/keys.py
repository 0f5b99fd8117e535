"""Commands for keys and the trust root: what parties do at the ceremony and when a key is lost."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from trucewatch.case import load_case
from trucewatch.cli.key_files import PassphraseFile, passphrase_of, signer_of
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import UsageError
from trucewatch.pipeline import open_workplace
from trucewatch.record import Correction, LoggedRoot, Reaffirmation, record_draft
from trucewatch.record.base64_text import to_base64
from trucewatch.record.policy import write_policy
from trucewatch.record.signers import new_key_file
from trucewatch.record.trust import (
    EnrolledKey,
    Party,
    Revocation,
    TrustRoot,
    add_signature,
    check_root,
    draft_root,
    enrol,
    parse_root,
    policy_of,
)
from trucewatch.record.trust_store import installed_roots, root_text, write_root

__all__ = ["register"]

KeyFile = Annotated[Path, typer.Option("--key", help="A key file, or a signer file that names a command.")]
Case = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
RootFile = Annotated[Path, typer.Argument(metavar="ROOT", help="A trust root.")]


def register(app: typer.Typer) -> None:
    """Add the group ``keys`` and the command ``correct``."""
    keys = typer.Typer(help="Keys of parties and the trust root that says who holds which.", no_args_is_help=True)
    keys.command("new", help="Make a key.\n\nExample: trucewatch keys new gov-root.key")(new)
    keys.command(
        "request",
        help="Ask to be enrolled: the public key and the proof that you hold it.\n\nExample: trucewatch keys request "
        "--key gov-root.key --log monitor.example/river/log/1 --party gov --role root --name gov.example/root "
        "--challenge 'river bank 7' -o gov-root.json",
    )(request)
    keys.command(
        "root",
        help="Write the trust root, or the next version of it, from requests.\n\nExample: trucewatch keys root "
        "gov-root.json opp-root.json --log monitor.example/river/log/1 --party gov:Government:side "
        "--party opp:Opposition:side --threshold 2 --quorum 0 -o 1.json",
    )(root)
    keys.command("sign", help="Sign a trust root in place.\n\nExample: trucewatch keys sign 1.json --key gov-root.key")(
        sign
    )
    keys.command(
        "show", help="Read a trust root aloud: fingerprint, keys, who signed.\n\nExample: trucewatch keys show 1.json"
    )(show)
    keys.command(
        "install",
        help="Put a trust root in force: it becomes an entry.\n\nExample: trucewatch keys install river 1.json",
    )(install)
    keys.command("policy", help="Print a trust root as a C2SP policy.\n\nExample: trucewatch keys policy 1.json")(
        policy
    )
    keys.command(
        "reaffirm",
        help="Stand by your entries that a lost key signed.\n\nExample: trucewatch keys reaffirm river --party gov "
        "--key gov-new.key",
    )(reaffirm)
    app.add_typer(keys, name="keys")
    app.command(
        "correct",
        help="Enter, under your own key, what is wrong with a record.\n\nExample: trucewatch correct river --party gov "
        "--key gov.key --type incident --id 3f2a --reason 'The bridge lies on the other bank.'",
    )(correct)


def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The new key file.")],
    passphrase_file: PassphraseFile = None,
    age: Annotated[bool, typer.Option("--age", help="An age file rather than PKCS #8.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="No passphrase: for a machine that nobody unlocks.")] = False,
) -> None:
    """Make an Ed25519 key."""
    secret = None if plain else passphrase_of(passphrase_file, path.name, twice=True)
    if secret is None and not plain:
        raise UsageError("a key needs a passphrase", where=str(path), hint="--passphrase-file FILE, or --plain")
    new_key_file(path, secret, age=age)
    say(f"{path} is made; it is the only copy: keep it, and a copy in a safe place")


def request(
    key: KeyFile,
    log: Annotated[str, typer.Option(help="Origin of the log.")],
    party: Annotated[str, typer.Option(help="Id of the party.")],
    role: Annotated[str, typer.Option(help="root, log, machine, submitter, witness or approver.")],
    challenge: Annotated[str, typer.Option(help="The words given out at the ceremony.")],
    name: Annotated[str | None, typer.Option(help="Name of the key; the origin for a log's.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the request goes.")] = Path("request.json"),
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write a request with its proof of possession."""
    signer = signer_of(key, passphrase_file)
    roles = ("root", "log", "machine", "submitter", "witness", "approver")
    if role not in roles:
        raise UsageError("there is no such role", where="--role", got=role, expected=", ".join(roles))
    named = name or (log if role == "log" else f"{party}/{role}")
    enrolled = enrol(signer, log=log, party=party, role=role, name=named, challenge=challenge)  # type: ignore[arg-type]  # checked above
    output.write_bytes(msgspec.json.format(msgspec.json.encode(enrolled), indent=1) + b"\n")
    out.print(f"{role} key of {party}: {enrolled.digest[:16]}", markup=False)


def root(
    requests: Annotated[
        list[Path] | None, typer.Argument(metavar="REQUEST...", help="Requests of the parties.")
    ] = None,
    log: Annotated[str | None, typer.Option(help="Origin of the log; that of --previous by default.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="ID:NAME, or ID:NAME:side for a side.")] = None,
    threshold: Annotated[int | None, typer.Option(help="How many parties sign the next version.")] = None,
    quorum: Annotated[int | None, typer.Option(help="How many parties make a checkpoint witnessed.")] = None,
    previous: Annotated[Path | None, typer.Option(help="The version before.")] = None,
    revoke: Annotated[
        list[str] | None, typer.Option(help="KEY:INDEX:REASON: a key (head of its digest) suspect from an entry on.")
    ] = None,
    remove: Annotated[list[str] | None, typer.Option(help="A key (head of its digest) that simply ends.")] = None,
    output: Annotated[Path, typer.Option("-o", "--output", help="Where the root goes.")] = Path("root.json"),
) -> None:
    """Write a root without signatures yet."""
    former = parse_root(previous.read_bytes(), where=str(previous)) if previous else None
    fresh = [_request(path) for path in requests or ()]
    if former is None and (not log or not party or threshold is None or quorum is None):
        raise UsageError("a first root needs --log, --party, --threshold and --quorum")
    old = former.root if former else None
    revoked = [*(old.revoked if old else ()), *(_revocation(text, old) for text in revoke or ())]
    gone = {item.key for item in revoked} | {_find(old, text) for text in remove or ()}
    made = TrustRoot(
        v=1,
        log=log or (old.log if old else ""),
        version=old.version + 1 if old else 1,
        prev=former.digest if former else msgspec.UNSET,
        parties=(*(old.parties if old else ()), *(_party(text) for text in party or ())),
        keys=(*(k for k in (old.keys if old else ()) if k.digest not in gone), *fresh),
        threshold=threshold if threshold is not None else old.threshold if old else 0,
        quorum=quorum if quorum is not None else old.quorum if old else 0,
        revoked=tuple(revoked),
    )
    signed = draft_root(made)
    write_root(output, signed)
    out.print(root_text(signed), markup=False)


def sign(path: RootFile, key: KeyFile, passphrase_file: PassphraseFile = None) -> None:
    """Add a signature to a root."""
    signed = parse_root(path.read_bytes(), where=str(path))
    signed = add_signature(signed, signer_of(key, passphrase_file))
    path.write_bytes(signed.data)
    out.print(f"{len(signed.signatures)} signatures, {signed.root.threshold} parties needed", markup=False)


def show(path: RootFile) -> None:
    """Print a root for people."""
    out.print(root_text(parse_root(path.read_bytes(), where=str(path))), markup=False)


def policy(path: RootFile) -> None:
    """Print the policy."""
    sys.stdout.write(write_policy(policy_of(parse_root(path.read_bytes(), where=str(path)).root)))


def install(case: Case, path: RootFile) -> None:
    """Check a root against the one in force and enter it."""
    loaded = load_case(case)
    signed = parse_root(path.read_bytes(), where=str(path))
    roots = installed_roots(loaded.folder.trust)
    check_root(signed, roots[-1] if roots else None)
    if signed.root.log != loaded.settings.log_origin:
        raise UsageError("the root is of another log", got=signed.root.log, expected=loaded.settings.log_origin)
    entry = LoggedRoot(id=f"trust-root-{signed.root.version}", version=signed.root.version, root=to_base64(signed.data))
    with open_workplace(loaded, now) as work:
        work.append([record_draft(entry, "trucewatch", work.log.files)])
        index = work.log.size - 1
    write_root(loaded.folder.trust / f"{signed.root.version}.json", signed)
    out.print(f"version {signed.root.version} is in force after entry {index}", markup=False)
    out.print(f"fingerprint {signed.fingerprint}", markup=False)


def reaffirm(
    case: Case,
    party: Annotated[str, typer.Option(help="Id of the party.")],
    key: KeyFile,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter the list of the party's own contested entries."""
    loaded = load_case(case)
    with open_workplace(loaded, now, {party: signer_of(key, passphrase_file)}) as work:
        roots = installed_roots(loaded.folder.trust)
        suspects = {item.key: item.suspect_from for item in roots[-1].root.revoked} if roots else {}
        entries = [e for e in work.log.entries() if e.author == party]
        doubted = [e for e in entries for k, _ in e.signatures if e.index >= suspects.get(k, work.log.size)]
        if not doubted:
            raise UsageError("no entry of the party is contested", got=party)
        stands = Reaffirmation(id=f"reaffirmation-{work.log.size}", payloads=tuple(e.payload_digest for e in doubted))
        work.append([record_draft(stands, party, work.log.files)])
    out.print(f"{len(doubted)} entries reaffirmed", markup=False)


def correct(
    case: Case,
    party: Annotated[str, typer.Option(help="Id of the party.")],
    key: KeyFile,
    kind: Annotated[str, typer.Option("--type", help="incident, assessment, document or claim.")],
    record: Annotated[str, typer.Option("--id", help="Id of the record.")],
    reason: Annotated[str, typer.Option(help="What is wrong.")],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter a correction under the party's own key. The corrected entry stays."""
    loaded = load_case(case)
    with open_workplace(loaded, now, {party: signer_of(key, passphrase_file)}) as work:
        number = work.log.size
        entry = Correction(id=f"{party}-{number}", target_type=kind, target_id=record, reason=reason, by=party)
        work.append([record_draft(entry, party, work.log.files)])
    out.print(f"entered at {number}", markup=False)


def _request(path: Path) -> EnrolledKey:
    try:
        return msgspec.json.decode(path.read_bytes(), type=EnrolledKey)
    except msgspec.DecodeError as error:
        raise UsageError("the request cannot be read", where=str(path), got=str(error)[:120]) from error


def _party(text: str) -> Party:
    name, _, rest = text.partition(":")
    title, _, side = rest.partition(":")
    if not name or not title or side not in ("", "side"):
        raise UsageError("a party cannot be read", where="--party", got=text, expected="ID:NAME or ID:NAME:side")
    return Party(id=name, name=title, side=side == "side")


def _revocation(text: str, root: TrustRoot | None) -> Revocation:
    key, _, rest = text.partition(":")
    index, _, reason = rest.partition(":")
    if not index.isdigit() or not reason:
        raise UsageError("a revocation cannot be read", where="--revoke", got=text, expected="KEY:INDEX:REASON")
    return Revocation(key=_find(root, key), suspect_from=int(index), reason=reason)


def _find(root: TrustRoot | None, head: str) -> str:
    found = [key.digest for key in (root.keys if root else ()) if len(head) >= 8 and key.digest.startswith(head)]
    if len(found) != 1:
        raise UsageError("the root holds no such key, or several", got=head, hint="trucewatch keys show ROOT")
    return found[0]
