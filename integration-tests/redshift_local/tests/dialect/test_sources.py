"""What FROM gives where PostgreSQL has no such syntax: (+), CONNECT BY, PIVOT, UNPIVOT, UNNEST; the pages' own examples."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from redshift_connector.error import Error as DriverError

from redshift_local import RedshiftLocal

from ..conftest import Run, runner

_OUTER, _CONNECT = "dg/r_WHERE_oracle_outer", "dg/r_CONNECT_BY_clause"
_PIVOT, _UNNEST = "dg/r_FROM_clause-pivot-unpivot-examples", "dg/r_FROM_clause-unnest-examples"


@pytest.fixture(scope="module")
def on_tables(engine_only: RedshiftLocal) -> Iterator[Run]:
    connection, run = runner(engine_only)
    run(
        "CREATE TEMP TABLE category (catid INT, catname VARCHAR(20))",
        "INSERT INTO category VALUES (1, 'MLB'), (2, 'Musicals'), (3, 'Opera')",
        "CREATE TEMP TABLE event (eventid INT, catid INT)",
        "INSERT INTO event VALUES (796, 2), (797, 2), (798, 1), (799, NULL)",
        "CREATE TEMP TABLE sale (eventid INT, paid DECIMAL(8,2))",
        "INSERT INTO sale VALUES (796, 10), (796, 20), (797, 5)",
        "CREATE TEMP TABLE employee (id INT, name VARCHAR(20), manager_id INT)",
        "INSERT INTO employee VALUES (100, 'Carlos', NULL), (101, 'John', 100), (102, 'Jorge', 101), (103, 'Kwaku', 101), "
        "(110, 'Liu', 101), (106, 'Mateo', 102), (110, 'Nikki', 103), (104, 'Paulo', 103), (105, 'Richard', 103), "
        "(120, 'Saanvi', 104), (200, 'Shirley', 104), (201, 'Sofía', 102), (205, 'Zhang', 104)",
        "CREATE TEMP TABLE part (partname VARCHAR, manufacturer VARCHAR, quality INT, price DECIMAL(12, 2))",
        "INSERT INTO part VALUES ('prop', 'local parts co', 2, 10.00), ('prop', 'big parts co', NULL, 9.00), "
        "('prop', 'small parts co', 1, 12.00), ('rudder', 'local parts co', 1, 2.50), ('rudder', 'big parts co', 2, 3.75), "
        "('rudder', 'small parts co', NULL, 1.90), ('wing', 'local parts co', NULL, 7.50), ('wing', 'big parts co', 1, 15.20), "
        "('wing', 'small parts co', NULL, 11.80)",
        "CREATE TEMP TABLE count_by_color (quality VARCHAR, red INT, green INT, blue INT)",
        "INSERT INTO count_by_color VALUES ('high', 15, 20, 7), ('normal', 35, NULL, 40), ('low', 10, 23, NULL)",
        "CREATE TEMP TABLE orders (id INT, products SUPER)",
        'INSERT INTO orders VALUES (1, JSON_PARSE(\'[{"p": "a"}]\')), (2, JSON_PARSE(\'[{"p": "b"}, {"p": "c"}]\')), (3, NULL)',
    )
    yield run
    connection.close()


ANSWERS: tuple[tuple[str, list[tuple[Any, ...]], str], ...] = (
    ("SELECT catname, eventid FROM category, event WHERE category.catid = event.catid(+) ORDER BY 1, 2", [("MLB", 798), ("Musicals", 796), ("Musicals", 797), ("Opera", None)], _OUTER),
    ("SELECT catname, eventid FROM category, event WHERE category.catid=event.catid(+) AND eventid(+)=796 ORDER BY 1", [("MLB", None), ("Musicals", 796), ("Opera", None)], _OUTER),
    ("SELECT catname, eventid FROM category, event WHERE category.catid=event.catid(+) AND eventid=796", [("Musicals", 796)], _OUTER),
    ("SELECT * FROM event, category WHERE event.catid(+) = category.catid AND category.catid = 3", [(None, None, 3, "Opera")], _OUTER),
    ("SELECT catname, sum(paid) FROM sale, event, category WHERE event.catid(+) = category.catid AND sale.eventid(+) = event.eventid GROUP BY 1 ORDER BY 1", [("MLB", None), ("Musicals", Decimal("35.00")), ("Opera", None)], _OUTER),
    ("SELECT count(*) FROM category, event WHERE category.catid = event.catid(+) AND category.catid < event.eventid", [(3,)], _OUTER),
    ("SELECT count(*) FROM category c, (SELECT catid FROM event) e WHERE c.catid(+) = e.catid", [(3,)], _OUTER),
    ("SELECT count(*) FROM category c WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.catid(+) = c.catid)", [(1,)], _OUTER),
    ("SELECT catid FROM category WHERE catid(+) = 2", [(2,)], _OUTER),
    ("SELECT count(*), max(level) FROM employee START WITH name = 'John' CONNECT BY PRIOR id = manager_id", [(12, 4)], _CONNECT),
    ("SELECT name FROM employee WHERE level = 2 CONNECT BY PRIOR id = manager_id START WITH name = 'John' ORDER BY 1", [("Jorge",), ("Kwaku",), ("Liu",)], _CONNECT),
    ("SELECT *, LEVEL, PRIOR name AS boss FROM employee e START WITH e.name = 'Carlos' CONNECT BY e.manager_id = PRIOR e.id AND LEVEL <= 2 ORDER BY LEVEL", [(100, "Carlos", None, 1, None), (101, "John", 100, 2, "Carlos")], _CONNECT),
    ("SELECT level, count(*) FROM employee CONNECT BY PRIOR id = manager_id GROUP BY level ORDER BY level", [(1, 13), (2, 12), (3, 11), (4, 8), (5, 3)], _CONNECT),
    ("SELECT * FROM (SELECT partname, price FROM part) PIVOT (AVG(price) FOR partname IN ('prop', 'rudder', 'wing'))", [(Decimal("10.33"), Decimal("2.71"), Decimal("11.50"))], _PIVOT),
    ("SELECT * FROM (SELECT quality, manufacturer FROM part) PIVOT (count(*) FOR quality IN (1, 2, NULL)) ORDER BY 1", [("big parts co", 1, 1, 1), ("local parts co", 1, 1, 1), ("small parts co", 1, 0, 2)], _PIVOT),
    ("SELECT high_count, low_count, na_count FROM (SELECT quality, manufacturer FROM part) PIVOT (count(*) AS count FOR quality IN (1 AS high, 2 AS low, NULL AS na)) ORDER BY manufacturer", [(1, 1, 1), (1, 1, 1), (1, 0, 2)], _PIVOT),
    ("SELECT * FROM (SELECT red, green, blue FROM count_by_color) UNPIVOT (cnt FOR color IN (red, green, blue)) ORDER BY 1, 2", [("blue", 7), ("blue", 40), ("green", 20), ("green", 23), ("red", 10), ("red", 15), ("red", 35)], _PIVOT),
    ("SELECT color, count(*), count(cnt) FROM count_by_color UNPIVOT INCLUDE NULLS (cnt FOR color IN (red, green, blue)) GROUP BY 1 ORDER BY 1", [("blue", 3, 2), ("green", 3, 2), ("red", 3, 3)], _PIVOT),
    ("SELECT * FROM count_by_color UNPIVOT (cnt FOR color IN (red AS r, green AS g)) WHERE quality = 'low' ORDER BY cnt", [("low", None, "r", 10), ("low", None, "g", 23)], _PIVOT),
    ("SELECT o.id, up.product.p FROM orders o, UNNEST(o.products) AS up(product) ORDER BY 1, 2", [(1, '"a"'), (2, '"b"'), (2, '"c"')], _UNNEST),
    ("SELECT o.id, up.product.p, up.offset_col FROM orders o, UNNEST(o.products) WITH OFFSET AS up(product) ORDER BY 1, 3", [(1, '"a"', 0), (2, '"b"', 0), (2, '"c"', 1)], _UNNEST),
    ("SELECT up.idx FROM orders o, UNNEST(o.products) WITH OFFSET AS up(product, idx) WHERE o.id = 2 ORDER BY 1", [(0,), (1,)], _UNNEST),
)  # fmt: skip


@pytest.mark.parametrize(("query", "rows", "page"), ANSWERS, ids=[answer[0][:60] for answer in ANSWERS])
def test_answer(on_tables: Run, query: str, rows: list[tuple[Any, ...]], page: str) -> None:
    assert on_tables(query) == rows, page


def test_a_hierarchy_that_is_a_cycle(on_tables: Run) -> None:
    """Nothing is documented of cycles: an error, and not a query without end."""
    on_tables("CREATE TEMP TABLE cycle (a INT, b INT)", "INSERT INTO cycle VALUES (1, 2), (2, 1)")
    with pytest.raises(DriverError) as caught:
        on_tables("SELECT count(*) FROM cycle START WITH a = 1 CONNECT BY PRIOR a = b")
    assert caught.value.args[0]["C"] == "54001"
