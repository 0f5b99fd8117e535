"""A PostgreSQL server as read models and record use it: address, roles, connections, what its errors mean."""

from trucewatch.database.address import Address, is_address
from trucewatch.database.connections import Server
from trucewatch.database.faults import explain
from trucewatch.database.roles import APP, OWNER, Readers, role_name

__all__ = ["APP", "OWNER", "Address", "Readers", "Server", "explain", "is_address", "role_name"]
