"""A client that vanishes, or asks to cancel, while its UNLOAD or COPY runs."""

from __future__ import annotations

import pytest

from redshift_local import RedshiftLocal
from redshift_local.wire import messages as m

from ..conftest import Run
from ..wire.raw import cancel, log_in
from ..wire.test_lost_clients import entry_with


@pytest.mark.parametrize("how", ["vanish", "cancel"])
@pytest.mark.parametrize("verb", ["unload", "copy"])
def test_the_statement_ends_with_its_client(local: RedshiftLocal, run: Run, verb: str, how: str) -> None:
    folder = f"s3://{local.settings.bucket}/lost-{verb}-{how}/"
    run("CREATE TABLE lost (a INT)", "INSERT INTO lost VALUES (1), (2), (3)")
    unload = f"UNLOAD ('SELECT a FROM lost') TO '{folder}' IAM_ROLE '{local.iam_role}' FORMAT CSV PARALLEL OFF"
    copy = f"COPY lost FROM '{folder}' IAM_ROLE '{local.iam_role}' FORMAT CSV"
    if verb == "copy":
        run(unload)
    local.faults.s3.delay(folder, 5_000, origin="warehouse")
    client = log_in(local)
    client.ask(unload if verb == "unload" else copy)
    entry_with(local, f"{verb} ", folder, statuses=("running",))
    if how == "vanish":
        client.vanish()
    else:
        cancel(local, *client.key)
        assert [m.parse_error(body).sqlstate for kind, body in client.answer() if kind == b"E"] == ["57014"]
        client.ask("SELECT 1")
        assert [m.parse_error(body) for kind, body in client.answer() if kind == b"E"] == []
        client.channel.close()
    ended = entry_with(local, f"{verb} ", folder, statuses=("success", "failed", "canceled"))
    assert ended.status == "canceled"
    assert run("SELECT count(*) FROM lost") == [(3,)]
    run("DROP TABLE lost")
