"""Commands of a party's witness, and of the log towards its witnesses: over HTTP or by file."""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from trucewatch.case import load_case
from trucewatch.cli.key_files import PassphraseFile, signer_of
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import RecordError, UsageError
from trucewatch.pipeline import AUTHOR, open_log
from trucewatch.record import Disk, Log, case_signing
from trucewatch.record.checkpoint import parse_checkpoint, parse_signed
from trucewatch.record.cosigned import accept_cosignatures, latest_cosigned
from trucewatch.record.misconduct import check_misconduct, equivocation, fork
from trucewatch.record.note import ED25519, VerifierKey, parse_vkey
from trucewatch.record.proof import WitnessRequest
from trucewatch.record.signing import HEADS
from trucewatch.record.trust import TrustRoot, parse_root
from trucewatch.record.trust_store import installed_roots
from trucewatch.record.witness import Answer, Witness
from trucewatch.web.witness import create_witness_app

__all__ = ["register"]

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the witness.")]
Case = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Key = Annotated[Path, typer.Option("--key", help="The witness's key file or signer file.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="Where the file goes.")]


def register(app: typer.Typer) -> None:
    """Add the group ``witness``."""
    group = typer.Typer(help="Witness a log for your party, and ask witnesses to cosign.", no_args_is_help=True)
    group.command(
        "init", help="Begin a witness.\n\nExample: trucewatch witness init my-witness --root 1.json --party gov"
    )(init)
    group.command(
        "sign",
        help="Check a request that came as a file, and cosign.\n\nExample: trucewatch witness sign my-witness "
        "request --key gov-witness.key -o gov.cosig",
    )(sign)
    group.command(
        "serve",
        help="Answer requests over HTTP.\n\nExample: trucewatch witness serve my-witness --key gov-witness.key",
    )(serve)
    group.command("refusals", help="What this witness refused.\n\nExample: trucewatch witness refusals my-witness")(
        refusals
    )
    group.command(
        "request",
        help="Write a request for a witness.\n\nExample: trucewatch witness request river --old 12 -o request",
    )(request)
    group.command(
        "ask",
        help="Ask a witness over HTTP and keep its cosignature.\n\nExample: trucewatch witness ask river "
        "http://127.0.0.1:8643",
    )(ask)
    group.command(
        "accept", help="Keep cosignatures that came as files.\n\nExample: trucewatch witness accept river gov.cosig"
    )(accept)
    group.command("status", help="How far parties vouch for the record.\n\nExample: trucewatch witness status river")(
        status
    )
    group.command(
        "compare",
        help="Hold checkpoints that you kept against a copy of the record, and prove a fork.\n\n"
        "Example: trucewatch witness compare river/record kept-checkpoint -o proof.json",
    )(compare)
    group.command(
        "judge",
        help="Check a proof that a log forked.\n\nExample: trucewatch witness judge proof.json --root 1.json",
    )(judge)
    app.add_typer(group, name="witness")


def init(
    folder: Folder,
    root: Annotated[Path, typer.Option("--root", help="The trust root: whose log keys are trusted.")],
    party: Annotated[str, typer.Option(help="Id of the party.")],
) -> None:
    """Make the state; the name is that of the party's witness key in the root."""
    found = parse_root(root.read_bytes(), where=str(root)).root
    names = [key.name for key in found.keys if key.role == "witness" and key.party == party]
    if len(names) != 1:
        raise UsageError("the root holds no witness key of the party, or several", got=party)
    Witness.create(folder, names[0])
    (folder / "root.json").write_bytes(root.read_bytes())
    say(f"the witness {names[0]} has its state in {folder}: it is never copied and never put back from a backup")


def sign(
    folder: Folder,
    file: Annotated[Path, typer.Argument(metavar="REQUEST", help="The request of the log.")],
    key: Key,
    output: Output = Path("cosignature"),
    passphrase_file: PassphraseFile = None,
) -> None:
    """Cosign, or say why not."""
    answer = _witness(folder, key, passphrase_file).add_checkpoint(file.read_bytes())
    if answer.status != 200:
        _refused(answer, str(file))
    output.write_bytes(answer.body)
    out.print(f"cosigned: {output}", markup=False)


def serve(
    folder: Folder,
    key: Key,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8643,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Serve ``add-checkpoint`` until interrupted."""
    witness = _witness(folder, key, passphrase_file)
    say(f"the witness {witness.name} answers at http://{host}:{port}/add-checkpoint (stop with Ctrl-C)")
    uvicorn.run(create_witness_app(witness), host=host, port=port, log_level="warning", server_header=False)


def refusals(folder: Folder) -> None:
    """List refused requests."""
    for at, status_code, why in Witness(folder, None, now).refusals():
        out.print(f"{at} {status_code} {why}", markup=False)


def request(
    case: Case,
    old: Annotated[int, typer.Option(help="How many entries the witness holds; 0 for a new one.", min=0)] = 0,
    output: Output = Path("request"),
) -> None:
    """Write the request."""
    output.write_bytes(_request(case, old))
    out.print(str(output), markup=False)


def ask(
    case: Case,
    url: Annotated[str, typer.Argument(metavar="URL", help="The witness's address.")],
) -> None:
    """Ask over HTTP: first with what was cosigned last, then with what the witness says it holds."""
    answer = _post(url, _request(case, 0))
    if answer.status == 409 and answer.body.strip().isdigit():
        answer = _post(url, _request(case, int(answer.body)))
    if answer.status != 200:
        _refused(answer, url)
    _accept(case, [answer.body])


def accept(
    case: Case,
    files: Annotated[list[Path], typer.Argument(metavar="COSIGNATURE...", help="What witnesses gave.")],
) -> None:
    """Keep cosignatures of the present checkpoint."""
    _accept(case, [path.read_bytes() for path in files])


def status(case: Case) -> None:
    """Logged, witnessed, acknowledged."""
    loaded = load_case(case)
    roots = installed_roots(loaded.folder.trust)
    head = parse_checkpoint((loaded.folder.record / "checkpoint").read_bytes())
    out.print(f"logged: {head.size} entries, root {head.root.hex()[:16]}", markup=False)
    rank = latest_cosigned(loaded.folder.record, roots[-1].root if roots else None)
    if rank is None:
        out.print("witnessed: by nobody", markup=False)
        return
    told = ", ".join(f"{party} {time:%Y-%m-%dT%H:%M:%SZ}" for party, time in rank.parties)
    out.print(
        f"{rank.name}: {rank.head.size} entries by {len(rank.parties)} of {rank.of} parties: {told}", markup=False
    )


def compare(
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="A copy of the record folder.")],
    kept: Annotated[list[Path], typer.Argument(metavar="KEPT...", help="Signed checkpoints that you kept.")],
    output: Output = Path("misconduct.json"),
) -> None:
    """Say whether the copy extends what was kept; else write the proof and exit with 1."""
    note = (record / "checkpoint").read_bytes()
    head, _ = parse_signed(note)
    with Log.open(record, head.origin, now, mode="read") as log:
        for path in kept:
            mine = path.read_bytes()
            held, _ = parse_signed(mine, where=str(path))
            if held.origin != head.origin:
                raise UsageError("the kept checkpoint is of another log", where=str(path), got=held.origin)
            if held.size > head.size:
                raise RecordError(
                    "this copy is older than the checkpoint that you kept: it may lag, or have been cut",
                    where=str(path),
                    expected=f"{held.size} entries",
                    got=f"{head.size}",
                    hint="ask for a newer copy",
                )
            if log.root(held.size) == held.root:
                continue
            proof = equivocation(mine, note)
            if held.size < head.size:
                proof = fork(mine, note, log.root(held.size), log.consistency_proof(held.size))
            output.write_bytes(proof.encode())
            out.print(f"the log contradicts {path}: the proof is {output}", markup=False)
            raise typer.Exit(1)
    out.print(f"{head.size} entries extend what you kept", markup=False)


def judge(
    proof: Annotated[Path, typer.Argument(metavar="PROOF", help="A proof of misconduct.")],
    root: Annotated[Path | None, typer.Option("--root", help="The trust root that names the log's keys.")] = None,
    log: Annotated[str | None, typer.Option("--log", help="The log's key, as vkey.")] = None,
) -> None:
    """Say what the proof shows."""
    keys = [parse_vkey(log)] if log else []
    if root is not None:
        keys += _log_keys(parse_root(root.read_bytes(), where=str(root)).root)
    if not keys:
        raise UsageError("whose log is it?", hint="--root ROOT or --log VKEY")
    out.print(check_misconduct(proof.read_bytes(), keys), markup=False)


def _witness(folder: Path, key: Path, file: Path | None) -> Witness:
    witness = Witness(folder, signer_of(key, file), now)
    for vkey in _log_keys(parse_root((folder / "root.json").read_bytes()).root):
        witness.trust(vkey.vkey)
    return witness


def _log_keys(root: TrustRoot) -> list[VerifierKey]:
    return [VerifierKey(key.name, ED25519, key.public) for key in root.keys if key.role == "log"]


def _request(case: Path, old: int) -> bytes:
    loaded = load_case(case)
    signing = case_signing(loaded.folder.keys, AUTHOR)
    with open_log(loaded, now, signing) as log:
        if old > log.size:
            raise RecordError(
                "the witness holds more entries than this record: it is older than a witnessed head",
                expected=f"at least {old} entries",
                got=str(log.size),
                hint="restore a later backup: trucewatch restore",
            )
        path = log.consistency_proof(old) if 0 < old < log.size else ()
        return WitnessRequest(old, path, (log.folder / "checkpoint").read_bytes()).encode()


def _accept(case: Path, lines: list[bytes]) -> None:
    loaded = load_case(case)
    roots = installed_roots(loaded.folder.trust)
    if not roots:
        raise UsageError("the case has no trust root", hint="trucewatch keys install CASE ROOT")
    record, keys = loaded.folder.record, loaded.folder.keys
    note = (record / "checkpoint").read_bytes()
    heads = keys / HEADS if keys.is_dir() else None
    rank = accept_cosignatures(record, heads, note, lines, roots[-1].root, Disk())
    out.print(f"{rank.name}: {len(rank.parties)} of {rank.of} parties cosigned {rank.head.size} entries", markup=False)


def _post(url: str, body: bytes) -> Answer:
    if not url.startswith(("http://", "https://")):
        raise UsageError("the address is none of a witness", got=url, expected="http:// or https://")
    wanted = urllib.request.Request(f"{url.rstrip('/')}/add-checkpoint", data=body, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(wanted, timeout=30) as reply:  # noqa: S310 - the scheme is checked above
            return Answer(reply.status, reply.read(20_000), reply.headers.get("Content-Type", ""))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(20_000), error.headers.get("Content-Type", ""))
    except OSError as error:
        raise RecordError("the witness does not answer", where=url, got=str(error)[:120]) from error


def _refused(answer: Answer, where: str) -> None:
    raise RecordError(
        "the witness refuses to cosign",
        where=where,
        got=f"{answer.status}: {answer.body.decode('utf-8', 'replace').strip()[:160]}",
        hint="409 gives the number of entries that the witness holds: ask with --old; 422 and 403 need people",
    )
