"""FROM: relations, subqueries, joins, and the unnesting of SUPER values (dg/r_FROM_clause30, dg/query-super)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, ForeignName, comma
from .facts import absent_views
from .foreign_names import foreign_name
from .functions import no_such_function
from .late_columns import late_columns_table
from .lexer import Token
from .rotations import pivoted, unpivoted
from .scopes import Column, Columns, Scope, Source, resolve
from .types import not_yet

if TYPE_CHECKING:
    from .selects import Queries

_ROW_FUNCTIONS = frozenset(
    "pg_get_cols pg_get_late_binding_view_cols current_database current_schema generate_series".split()
)
"""Functions that drivers and tools ask for rows: the pages of the first two; redshift_connector asks for the others."""
_CATALOG_TABLES = frozenset(
    "pg_attrdef pg_attribute pg_class pg_constraint pg_depend pg_index pg_namespace pg_type".split()
)
"""Tables of the catalog that clients see otherwise than the engine holds them."""
_EMPTY_ARRAY = "'[]'::jsonb"
_EMPTY_OBJECT = "'{}'::jsonb"


class Sources:
    """Compiles the items of FROM and puts them into the block's scope."""

    def __init__(self, queries: Queries) -> None:
        self.queries = queries
        self.names = queries.names
        self._anonymous = 0

    def one(self, item: ast.FromItem, scope: Scope) -> str:
        match item:
            case ast.Relation():
                return self._relation(item, scope)
            case ast.Derived():
                return self._derived(item, scope)
            case ast.Join():
                return self._join(item, scope)
            case ast.Unpivoted():
                return self._unpivoted(item, scope)
            case ast.Unnest():
                return self._unnest(item, scope)
            case ast.TableCall():
                return self._table_call(item, scope)
            case ast.Pivot():
                return pivoted(self, item, scope)
            case ast.Unpivot():
                return unpivoted(self, item, scope)

    # -- relations
    def _relation(self, item: ast.Relation, scope: Scope) -> str:
        parts = [self.names.folded(part) for part in item.parts]
        path = self._path(item, parts, scope)
        if path is not None:
            return path
        if item.position is not None or item.steps:
            raise RedshiftError(
                "42601", "only SUPER values are unnested with AT or brackets", hint="see dg/query-super"
            )
        if len(parts) > 3:
            raise RedshiftError("42601", f"improper relation name: {'.'.join(parts)}", hint="see dg/r_names")
        name_elsewhere = foreign_name(self.names.facts.database, parts)
        if name_elsewhere is not None:
            return self._foreign(item, name_elsewhere, scope, None)
        is_common, columns = scope.common_table(parts[0]) if len(parts) == 1 else (False, None)
        engine = ".".join(self.names.engine(part) for part in item.parts)
        view = None
        if not is_common:
            if self.queries.qualified_only and len(parts) == 1:
                raise RedshiftError(
                    "42601",
                    f'"{parts[0]}": all relation names must be qualified in a view with no schema binding',
                    hint="see dg/r_CREATE_VIEW",
                )
            self.queries.used.relations.add(parts[-1] if parts[0] not in ("information_schema",) else parts[0])
            name = tuple(parts[-2:])
            columns = self.queries.facts.lookup(name)
            view = self.queries.facts.view_text(name)
            if len(name) == 2 and self.queries.facts.is_external(name):
                return self._foreign(item, (self.names.facts.database, *name), scope, columns)
            if columns is None and parts[:-1] in ([], ["pg_catalog"]) and parts[-1] in absent_views():
                raise not_yet(f"the view {parts[-1].upper()}", absent_views()[parts[-1]])
        if view is not None:
            compiled = self.queries.late_view(view)
            engine, columns = f"({compiled.sql})", compiled.columns
        names = tuple(parts[-2:]) if item.alias is None else (self.names.folded(item.alias),)
        own = self.names.label(names[-1]) if item.alias is None else self.names.engine(item.alias)
        columns = self._listed(columns, item.columns)
        prefix = None
        if not is_common and parts[-1] in _CATALOG_TABLES and parts[:-1] in ([], ["pg_catalog"]):
            engine = f"rs_catalog.{parts[-1]}"
            prefix = "" if len(parts) > 1 and item.alias is None else None
        elif item.alias is None and view is None:
            scope.sources.append(Source(names, own, columns))
            return engine
        scope.sources.append(Source(names, own, columns, prefix=prefix))
        return f"{engine} AS {own}{self._column_list(item.columns)}"

    def _foreign(self, item: ast.Relation, name: ForeignName, scope: Scope, columns: Columns | None) -> str:
        """A table of another database, or an external one: it is reached under another name.

        See dg/cross-database-overview, dg/c-spectrum-external-tables.
        """
        self.queries.used.foreign.add(name)
        self.queries.used.relations.add(".".join(name))
        found = self.queries.facts.foreign(name) if self.queries.reads_foreign else None
        engine = found.engine if found is not None else ".".join(self.names.engine(part) for part in item.parts)
        own = self.names.label(name[-1]) if item.alias is None else self.names.engine(item.alias)
        names = name if item.alias is None else (self.names.folded(item.alias),)
        columns = self._listed(found.columns if found is not None else columns, item.columns)
        pseudo = found.pseudo_columns if found is not None and scope.has_pseudo_columns else ()
        if found is not None and found.pseudo_columns and not pseudo:
            engine = f"(SELECT {comma([self.names.label(c.name) for c in found.columns])} FROM {engine})"
        prefix = "" if item.alias is None else None
        scope.sources.append(Source(names, own, columns, prefix=prefix, pseudo_columns=pseudo))
        return f"{engine} AS {own}{self._column_list(item.columns)}"

    def _column_list(self, columns: list[Token]) -> str:
        return f" ({comma([self.names.engine(c) for c in columns])})" if columns else ""

    def _listed(self, columns: Columns | None, listed: list[Token]) -> Columns | None:
        if columns is None or not listed:
            return columns
        given = [self.names.folded(c) for c in listed]
        return tuple(Column(given[at] if at < len(given) else c.name, c.type) for at, c in enumerate(columns))

    def _derived(self, item: ast.Derived, scope: Scope) -> str:
        compiled = self.queries.derived(item.query, scope)
        return self.subquery(compiled.sql, compiled.columns, item.alias, item.columns, scope)

    def subquery(
        self, sql: str, columns: Columns | None, alias: Token | None, listed: list[Token], scope: Scope
    ) -> str:
        """Engine SQL of a query as an item of FROM, under its alias or a name of its own."""
        if alias is None:
            self._anonymous += 1
            own = f'"?subquery_{self._anonymous}"'
            names: tuple[str, ...] = (f"?subquery_{self._anonymous}",)
        else:
            own = self.names.engine(alias)
            names = (self.names.folded(alias),)
        scope.sources.append(Source(names, own, self._listed(columns, listed)))
        return f"({sql}) AS {own}{self._column_list(listed)}"

    def is_recursive(self, item: ast.Relation) -> bool:
        return len(item.parts) == 1 and self.names.folded(item.parts[0]) in self.queries.recursive

    def _join(self, item: ast.Join, scope: Scope) -> str:
        left = self.one(item.left, scope)
        before = len(scope.sources)
        right = self.one(item.right, scope)
        if item.kind in ("RIGHT", "FULL") and any(s.is_value for s in scope.sources[:before]):
            raise RedshiftError(
                "0A000", f"no {item.kind} JOIN with unnested SUPER values", hint="see dg/limitations-super"
            )
        natural = "NATURAL " if item.natural else ""
        head = f"({left} {natural}{item.kind} JOIN {right}"
        if item.natural or item.using:
            scope.merged = True
        if item.using:
            return f"{head} USING ({comma([self.names.engine(c) for c in item.using])}))"
        if item.on is not None:
            return f"{head} ON {self.queries.walk.condition(item.on, Env(scope, 'ON'))})"
        return head + ")"

    # -- SUPER
    def _path(self, item: ast.Relation, parts: list[str], scope: Scope) -> str | None:
        """The rows of an array in an earlier relation; None when the name is that of a relation."""
        if not scope.sources or (len(parts) == 1 and not item.steps):
            return None
        own = Scope(sources=scope.sources)
        found = resolve(own, parts)
        if found is None or found.type not in (t.SUPER, t.UNKNOWN) or (found.type == t.UNKNOWN and not item.steps):
            return None
        base: ast.Expr = ast.Name(item.parts)
        if item.steps:
            base = ast.Navigate(base, item.steps)
        value = self.queries.walk.one(base, Env(scope, "FROM"))
        alias = item.alias
        name = self.names.folded(alias) if alias is not None else parts[-1]
        label = self.names.label(name)
        array = f"CASE WHEN jsonb_typeof({value.sql}) = 'array' THEN {value.sql} ELSE {_EMPTY_ARRAY} END"
        rows = f"jsonb_array_elements({array})"
        columns = [Column(name, t.SUPER)]
        if item.position is None:
            scope.sources.append(Source((name,), label, tuple(columns), is_value=True))
            return f"LATERAL {rows} AS {label} ({label})"
        at = self.names.folded(item.position)
        scope.sources.append(Source((name,), label, tuple(columns), is_value=True))
        scope.sources.append(Source((f"?{at}",), label, (Column(at, t.BIGINT),)))
        place = self.names.label(at)
        shown = f"SELECT item AS {label}, place - 1 AS {place} FROM {rows} WITH ORDINALITY AS u(item, place)"
        return f"LATERAL ({shown}) AS {label}"

    def _unnest(self, item: ast.Unnest, scope: Scope) -> str:
        """The elements of an array as rows of a table (dg/r_FROM_clause-unnest-examples)."""
        value = self.queries.walk.one(item.path, Env(scope, "FROM"))
        if not isinstance(item.path, ast.Name | ast.Navigate) or value.type not in (t.SUPER, t.UNKNOWN):
            raise RedshiftError("42804", "UNNEST takes a SUPER column", hint="see dg/r_FROM_clause-unnest-examples")
        columns = [Column(self.names.folded(item.columns[0]), t.SUPER)]
        if item.with_offset:
            own = self.names.folded(item.columns[1]) if len(item.columns) > 1 else "offset_col"
            columns.append(Column(own, t.BIGINT))
        array = f"CASE WHEN jsonb_typeof({value.sql}) = 'array' THEN {value.sql} ELSE {_EMPTY_ARRAY} END"
        values = ["u.item", "u.place - 1"][: len(columns)]
        shown = comma([f"{sql} AS {self.names.label(c.name)}" for sql, c in zip(values, columns, strict=True)])
        label = self.names.engine(item.alias)
        scope.sources.append(Source((self.names.folded(item.alias),), label, tuple(columns)))
        rows = f"jsonb_array_elements({array}) WITH ORDINALITY AS u(item, place)"
        return f"LATERAL (SELECT {shown} FROM {rows}) AS {label}"

    def _unpivoted(self, item: ast.Unpivoted, scope: Scope) -> str:
        """UNPIVOT object AS value AT attribute: one row for each attribute."""
        value = self.queries.walk.one(item.path, Env(scope, "FROM"))
        if value.type not in (t.SUPER, t.UNKNOWN):
            raise RedshiftError("42804", "UNPIVOT takes a SUPER object", hint="see dg/query-super")
        name = self.names.folded(item.alias)
        label = self.names.label(name)
        key = self.names.folded(item.attribute) if item.attribute is not None else "?attribute"
        rows = f"jsonb_each(CASE WHEN jsonb_typeof({value.sql}) = 'object' THEN {value.sql} ELSE {_EMPTY_OBJECT} END)"
        scope.sources.append(Source((name,), label, (Column(name, t.SUPER),), is_value=True))
        scope.sources.append(Source((f"?{key}",), label, (Column(key, t.VARCHAR),)))
        return f"LATERAL {rows} AS {label} ({self.names.label(key)}, {label})"

    # -- functions
    def _table_call(self, item: ast.TableCall, scope: Scope) -> str:
        if item.call.name not in _ROW_FUNCTIONS:
            raise RedshiftError(
                "42883", f"function {item.call.name}() gives no rows", hint="see dg/c_unsupported-postgresql-features"
            )
        if item.call.name == "generate_series":
            return self._series(item, scope)
        self.queries.used.relations.add("pg_proc")
        if item.call.name == "pg_get_late_binding_view_cols":
            sql = late_columns_table(self.queries, [self.names.label(name) for name in item.columns])
            columns = tuple(Column(name, t.UNKNOWN) for name in item.columns)
            return self.subquery(sql, columns, item.alias, [], scope)
        call = self.queries.walk.one(item.call, Env(scope, "FROM"))
        own = self.names.engine(item.alias) if item.alias is not None else ""
        name = self.names.folded(item.alias) if item.alias is not None else item.call.name
        known = tuple(Column(c, t.UNKNOWN) for c in item.columns) if item.columns else None
        scope.sources.append(Source((name,), own or name, known))
        listed = f" AS {own or 'cols'} ({item.definition})" if item.definition else (f" AS {own}" if own else "")
        return f"{call.sql}{listed}"

    def _series(self, item: ast.TableCall, scope: Scope) -> str:
        """Numbers, with which drivers walk the arrays of the catalog."""
        if len(item.call.args) != 2 or item.alias is None or len(item.columns) != 1 or " " in item.definition:
            raise no_such_function(item.call.name)
        self.queries.used.catalog_only.add(item.call.name)
        args = comma([value.sql for value in self.queries.walk.all(item.call.args, Env(scope, "FROM"))])
        own = self.names.engine(item.alias)
        name = item.columns[0]
        scope.sources.append(Source((self.names.folded(item.alias),), own, (Column(name, t.INTEGER),)))
        return f"generate_series({args}) AS {own} ({self.names.label(name)})"


def merges_columns(item: ast.FromItem) -> bool:
    """Whether a join of an item of FROM makes one column of two, so that a star is not simply all columns."""
    if not isinstance(item, ast.Join):
        return False
    return item.natural or bool(item.using) or merges_columns(item.left) or merges_columns(item.right)
