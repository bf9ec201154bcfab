"""The fixtures of the package, as another project's tests see them."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]


def test_the_fixtures(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture(scope="session")
        def redshift_settings():
            return {"storage": False, "database": "shop"}

        def test_a_connection(redshift, redshift_connection):
            cursor = redshift_connection.cursor()
            cursor.execute("CREATE TABLE kept_by_nobody (a INT)")
            assert redshift.database == "shop"

        def test_the_next_one(redshift_connection):
            with pytest.raises(Exception, match="kept_by_nobody"):
                redshift_connection.cursor().execute("SELECT * FROM kept_by_nobody")

        def test_faults(redshift, redshift_faults):
            redshift_faults.refuse_connections(times=None)
            redshift_faults.pause()
            with pytest.raises(Exception):
                redshift.connect()

        def test_they_are_over(redshift_connection):
            redshift_connection.cursor().execute("SELECT 1")
        """
    )
    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=4)
