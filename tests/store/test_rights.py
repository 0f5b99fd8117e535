"""Row-level security: every table forces it, nothing is let through that the table of rights does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import msgspec
import psycopg
import pytest
from sqlalchemy.exc import SQLAlchemyError
from tests.database.cluster import Cluster

from trucewatch.commission import identified
from trucewatch.database import APP, OWNER, role_name
from trucewatch.database.address import schema_of
from trucewatch.errors import StoreError
from trucewatch.protection.rights import ROLES, decide
from trucewatch.record import Log, record_draft
from trucewatch.record.log_tables import LOG_TABLES
from trucewatch.store import catch_up
from trucewatch.store.postgres import CLASSES, PostgresStore
from trucewatch.store.tables import metadata
from trucewatch.vocabulary.commission import CommissionAct

pytestmark = pytest.mark.services
TABLES = sorted(metadata.tables)
LOGGED = sorted(LOG_TABLES.metadata.tables)


@pytest.fixture
def case(cluster: Cluster) -> Iterator[str]:
    name = cluster.new_case()
    yield name
    cluster.give_back(name)


@pytest.fixture
def filled(cluster: Cluster, case: str, log: Log, make: Any) -> Iterator[PostgresStore]:
    said = {"act": "motion", "body": "jmc", "by": "blue", "at": "2020-03-01T10:00Z", "words": {"en": "Words."}}
    act = identified(
        cast("CommissionAct", msgspec.convert(said | {"ref": "M1", "subject": "procedural"}, CommissionAct))
    )
    log.append([record_draft(make.incident("i"), "desk", log.files), record_draft(act, "desk", log.files)])
    with cluster.open_store(case, log.files) as store:
        catch_up(log, store)
        yield store


def select(cluster: Cluster, login: str, query: str) -> list[Any]:
    with psycopg.connect(cluster.url(login)) as connection:
        return connection.execute(query.encode()).fetchall()


def test_every_table_forces_row_level_security_and_has_policies(cluster: Cluster, case: str) -> None:
    found = cluster.rows(
        "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner), "
        "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) "
        "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname LIKE 'case\\_%' AND c.relkind IN ('r', 'p', 'm', 'v', 'f')"
    )
    assert {name for name, *_ in found} == {*TABLES, *LOGGED}
    for name, enabled, forced, owner, policies in found:
        assert (enabled, forced, owner) == (True, True, OWNER), name
        assert policies, name


def test_no_policy_is_for_everybody_and_none_names_a_role_without_rights(cluster: Cluster, case: str) -> None:
    policies = cluster.rows(
        "SELECT tablename, cmd, roles::text[] FROM pg_policies WHERE schemaname = %s", [schema_of(case)]
    )
    for table, command, roles in policies:
        assert isinstance(roles, list)
        assert "public" not in roles, table
        if roles != [APP]:
            assert command == "SELECT", table
            assert set(roles) <= {role_name(role) for role in ROLES}


def test_the_roles_are_groups_that_bypass_nothing(cluster: Cluster) -> None:
    rows = cluster.rows(
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
        "WHERE rolname LIKE 'trucewatch%'"
    )
    assert {name for name, *_ in rows} == {
        OWNER,
        APP,
        *(role_name(r) for r in ROLES if decide(r, "read", "public").allowed),
    }
    assert all(not any(rights) for _, *rights in rows)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_what_the_table_of_rights_lets_it_read(
    cluster: Cluster, filled: PostgresStore, case: str, role: str
) -> None:
    login = f"login_{role}"
    cluster.execute(
        f"DO $$ BEGIN CREATE ROLE {login} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        f"GRANT {role_name(role)} TO {login}",
    )
    for table in TABLES:
        query = f'SELECT * FROM "{schema_of(case)}".{table}'
        if decide(role, "read", CLASSES[table]).allowed:
            shown = cluster.rows(f'SELECT count(*) FROM "{schema_of(case)}".{table}')
            assert len(select(cluster, login, query)) == shown[0][0], table
        elif table in {"entries", "history"} and decide(role, "read", "restricted").allowed:
            kinds = select(cluster, login, query.replace("*", "type"))
            assert {kind for (kind,) in kinds} == ({"act"} if table == "entries" else set())
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                select(cluster, login, query)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            select(cluster, login, f'DELETE FROM "{schema_of(case)}".{table}')


def test_a_login_without_a_role_sees_nothing(cluster: Cluster, filled: PostgresStore, case: str) -> None:
    cluster.execute("DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            select(cluster, "stranger", f'SELECT * FROM "{schema_of(case)}".{table}')


def test_a_store_read_as_a_role_answers_with_its_rights(
    cluster: Cluster, filled: PostgresStore, case: str, log: Log
) -> None:
    with cluster.open_store(case, log.files, role="observer") as observed:
        assert observed.incident("i") == filled.incident("i")
    with (
        pytest.raises(StoreError, match="refuses the permission"),
        cluster.open_store(case, log.files, role="public") as public,
    ):
        public.incident("i")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "DROP TABLE incidents",
        "ALTER TABLE incidents DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE incidents NO FORCE ROW LEVEL SECURITY",
        "CREATE POLICY more ON incidents USING (true)",
        "CREATE ROLE another",
        "SET ROLE trucewatch_owner",
    ],
)
def test_the_program_changes_no_table(filled: PostgresStore, statement: str) -> None:
    with filled._server.engine().connect() as connection, pytest.raises(SQLAlchemyError) as refused:
        connection.exec_driver_sql(statement)
    assert "InsufficientPrivilege" in str(refused.value)


def test_the_program_grants_nothing_on(filled: PostgresStore) -> None:
    with filled._server.engine().begin() as connection:
        connection.exec_driver_sql("GRANT SELECT ON incidents TO PUBLIC")  # a warning only, and without effect
        acl = connection.exec_driver_sql("SELECT relacl::text FROM pg_class WHERE oid = 'incidents'::regclass")
        assert "{=" not in str(acl.scalar())


def test_an_administrator_works_as_the_program_too(
    cluster: Cluster, filled: PostgresStore, case: str, log: Log
) -> None:
    with cluster.open_store(case, log.files, login="postgres") as store:
        with store._server.engine().connect() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar() == APP
        assert store.counts() == filled.counts()


def test_the_owner_is_under_the_policies_too(cluster: Cluster, filled: PostgresStore, case: str) -> None:
    with psycopg.connect(cluster.url("postgres")) as connection:
        connection.execute(f"SET ROLE {OWNER}".encode())
        assert connection.execute(f'SELECT * FROM "{schema_of(case)}".incidents'.encode()).fetchall() == []
