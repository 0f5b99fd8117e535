"""Commands that protect people: handles, hidden values, requests, approvals, and what is carried out."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from trucewatch.case import CaseFolder, load_case
from trucewatch.cli.key_files import OwnKey, PassphraseFile, acting
from trucewatch.cli.talk import now, out, say
from trucewatch.errors import InputError, ProtectionError, UsageError
from trucewatch.pipeline import Workplace, open_workplace
from trucewatch.protection import (
    Hidden,
    Request,
    Vault,
    approve,
    ask,
    carry_out,
    hidden_draft,
    hide,
    load_custodians,
    new_handle,
    protection_state,
    require,
)
from trucewatch.record import Draft, Entry, record_draft
from trucewatch.record.access import access_notice
from trucewatch.record.trust_store import installed_roots

__all__ = ["register"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The folder of the case.")]
Author = Annotated[str, typer.Option("--as", help="Your name as an author of the record.")]
RoleOption = Annotated[
    str | None,
    typer.Option("--role", help="The role in which you act (list access_role); with a trust root, one that it gives."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Hide values, and let two approve what is redacted, sealed or revealed.")
    group.command("handle", help="Make an opaque name for an informant.\n\nExample: trucewatch protect handle")(handle)
    group.command(
        "hide",
        help="Enter hidden values: digests into the record, the values into the vault, for the custodians.\n\n"
        "FILE is a JSON object of fields.\n\n"
        "Example: trucewatch protect hide river-front statement.json --kind witness_statement --as mission",
    )(hide_values)
    group.command(
        "open",
        help="Open the hidden values of an entry with a custodian's key.\n\n"
        "Example: trucewatch protect open river-front 12 --identity key.txt --as ana --request v1",
    )(open_values)
    group.command(
        "ask",
        help="Ask that an entry be redacted, sealed, unsealed or revealed.\n\n"
        "Example: trucewatch protect ask river-front 12 --kind redaction --class protected --basis 'danger to life' "
        "--as mission --role verifier",
    )(ask_for)
    group.command(
        "approve",
        help="Approve a request of somebody else.\n\n"
        "Example: trucewatch protect approve river-front r-12-redaction --as guarantor --role guarantor",
    )(approve_request)
    group.command(
        "carry-out",
        help="Carry out a request that two have approved.\n\n"
        "Example: trucewatch protect carry-out river-front r-12-redaction --as mission",
    )(carry_out_request)
    app.add_typer(group, name="protect")


def handle() -> None:
    """Print one handle."""
    out.print(new_handle(secrets.token_bytes), markup=False)


def hide_values(
    case: CaseArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The fields and their values.")],
    kind: Annotated[str, typer.Option(help="raw_report, witness_statement or inquiry_note.")],
    author: Author,
    subject: Annotated[str | None, typer.Option(help="The record they belong to, such as an incident.")] = None,
    role: RoleOption = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter the digests and keep the values."""
    folder, loaded = CaseFolder(case), load_case(case)
    actor = acting(
        loaded, author, role or (None if installed_roots(folder.trust) else "observer"), key, passphrase_file
    )
    require(actor.role, "enter", "protected")
    custodians = load_custodians(case / "custodians.yaml")
    hidden, opened = hide(kind, _fields(file), secrets.token_bytes, subject=subject)
    with open_workplace(loaded, now, actor.signers) as work:
        entry = _enter(work, hidden_draft(hidden, author))
    Vault(vault_folder(folder)).put(entry.leaf, opened, custodians)
    out.print(f"{entry.index} {hidden.id}", markup=False)
    say(f"{len(opened)} values are in the vault for {', '.join(c.id for c in custodians)}; remove {file} safely")


def open_values(
    case: CaseArgument,
    index: Annotated[int, typer.Argument(help="The index of the hidden entry.")],
    identity: Annotated[Path, typer.Option(help="The file with your secret age key.")],
    author: Author,
    request: Annotated[str, typer.Option(help="The request for a reveal that two have approved.")],
    role: RoleOption = "custodian",
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Print the values; the reveal and the reading stand in the record before anything is shown."""
    loaded = load_case(case)
    actor = acting(loaded, author, role, key, passphrase_file)
    require(actor.role, "open", "protected")
    with open_workplace(loaded, now, actor.signers) as work:
        entry = work.log.entry(index)
        done = protection_state(work.log.entries(), actor.roots).done.get(request)
        if done is None or done.type != "disclosure_notice" or done.body().get("leaf") != entry.leaf:
            raise ProtectionError(
                "no reveal of this entry was carried out", where=f"request {request}", hint="trucewatch protect ask"
            )
        say(f"{author} opens entry {index} under {request}")
        opened = Vault(vault_folder(CaseFolder(case))).open(
            entry.leaf, entry.record(Hidden).digests, identity.read_text(encoding="utf-8")
        )
        read = access_notice(
            "reading",
            "protected",
            f"entry:{index}",
            role=actor.role,
            leaf=entry.leaf,
            request=request,
            at=work.clock().astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        _enter(work, record_draft(read, author, work.log.files))
    for disclosure in opened:
        out.print(f"{disclosure.name}: {disclosure.value}", markup=False)


def ask_for(
    case: CaseArgument,
    index: Annotated[int, typer.Argument(help="The index of the entry it concerns.")],
    kind: Annotated[str, typer.Option(help="redaction, sealing, unsealing or disclosure_notice.")],
    basis: Annotated[str, typer.Option(help="Why, without repeating what is protected.")],
    author: Author,
    role: RoleOption = None,
    classification: Annotated[str, typer.Option("--class", help="The class of what it concerns.")] = "protected",
    to: Annotated[str | None, typer.Option(help="Of a reveal: who is told.")] = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter a request and print its id."""
    loaded = load_case(case)
    actor = acting(loaded, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        leaf = work.log.entry(index).leaf
        values = {"id": f"r-{index}-{kind}-{work.log.size}", "kind": kind, "leaf": leaf, "basis": basis, "to": to}
        try:
            request = msgspec.convert({**values, "classification": classification}, Request)
        except msgspec.ValidationError as error:
            raise UsageError("the request cannot be read", got=str(error), hint="see --help") from error
        _enter(work, ask(request, author, actor.role))
    out.print(request.id, markup=False)


def approve_request(
    case: CaseArgument,
    request: Annotated[str, typer.Argument(help="The id of the request.")],
    author: Author,
    role: RoleOption = None,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter one approval."""
    loaded = load_case(case)
    actor = acting(loaded, author, role, key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        _enter(work, approve(protection_state(work.log.entries(), actor.roots), request, author, actor.role))
        given = protection_state(work.log.entries(), actor.roots).approvals.get(request, {})
    say(f"{request}: approved by {', '.join(sorted(given))}")


def carry_out_request(
    case: CaseArgument,
    request: Annotated[str, typer.Argument(help="The id of the request.")],
    author: Author,
    key: OwnKey = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Enter that it was done, and destroy what a redaction destroys."""
    loaded = load_case(case)
    roots = installed_roots(loaded.folder.trust)
    actor = acting(loaded, author, None if roots else "observer", key, passphrase_file)
    with open_workplace(loaded, now, actor.signers) as work:
        asked, draft = carry_out(protection_state(work.log.entries(), actor.roots), request, author)
        _enter(work, draft)
    say(f"{request}: carried out ({asked.kind})")
    if asked.kind == "redaction":
        gone = Vault(vault_folder(CaseFolder(case))).destroy(asked.leaf, asked.slots or None)
        say(f"{len(gone)} values were destroyed here; custodians destroy their own copies of the vault")


def vault_folder(folder: CaseFolder) -> Path:
    """Where the opened values lie: beside the record, never in it."""
    return folder.root / "vault"


def _enter(work: Workplace, draft: Draft) -> Entry:
    entry = work.log.append([draft])[0]
    work.append([draft])  # it stands: this takes it into the store
    return entry


def _fields(file: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    except FileNotFoundError as error:
        raise UsageError("the file does not exist", where=str(file)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # what the file says stays unsaid: it is to be hidden
        raise InputError("the file is no JSON object of texts", where=str(file), expected='{"note": "…"}') from error
