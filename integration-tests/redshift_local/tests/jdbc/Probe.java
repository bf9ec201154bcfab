import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * Runs checks of the real JDBC driver against a stand-in and prints one line for each: the check's name, a tab, and
 * what was seen. Arguments: URL, user, names of checks. The password comes from the environment.
 */
public final class Probe {
  private static String url;
  private static final Properties login = new Properties();

  public static void main(String[] arguments) throws Exception {
    url = arguments[0];
    login.setProperty("user", arguments[1]);
    login.setProperty("password", System.getenv("PROBE_PASSWORD"));
    login.setProperty("ApplicationName", "probe");
    for (int i = 2; i < arguments.length; i++) {
      String seen;
      try {
        seen = run(arguments[i]);
      } catch (SQLException e) {
        seen = "SQLSTATE " + e.getSQLState() + " " + String.valueOf(e.getMessage()).replace('\n', ' ');
      } catch (Exception e) {
        seen = e.toString().replace('\n', ' ');
      }
      System.out.println(arguments[i] + "\t" + seen);
    }
  }

  private static Connection open() throws SQLException {
    return DriverManager.getConnection(url, login);
  }

  private static String run(String check) throws Exception {
    switch (check) {
      case "select": return select();
      case "metadata": return metadata();
      case "types": return types();
      case "prepared": return prepared();
      case "rollback": return rollback();
      case "batch": return batch();
      case "fetch": return fetch();
      case "timeout": return timeout();
      case "error": return error();
      case "temporary": return temporary();
      default:
        if (check.startsWith("jdbc:")) return whoami(check);
        if (check.startsWith("sql:")) return sql(check.substring(4));
        throw new IllegalArgumentException(check);
    }
  }

  private static String rows(ResultSet rows) throws SQLException {
    List<String> out = new ArrayList<>();
    int width = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) row.add(String.valueOf(rows.getString(i)));
      out.add(String.join("|", row));
    }
    return String.join(";", out);
  }

  private static String sql(String script) throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      String seen = "";
      for (String one : script.split(";;")) {
        boolean hasRows = statement.execute(one);
        if (hasRows) {
          try (ResultSet rows = statement.getResultSet()) {
            seen = rows(rows);
          }
        } else {
          seen = "updated " + statement.getUpdateCount();
        }
      }
      return seen;
    }
  }

  /** Logs in by nothing but a URL. */
  private static String whoami(String iamUrl) throws SQLException {
    try (Connection connection = DriverManager.getConnection(iamUrl); Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT current_user, 7/2")) {
      return rows(rows);
    }
  }

  private static String select() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1, 'a' || 'b', 7/2, 1.50::decimal(5,2), true, NULL::int")) {
      return rows(rows);
    }
  }

  private static String types() throws SQLException {
    String query = "SELECT 1::smallint a, 2::int b, 3::bigint c, 1.5::decimal(10,2) d, 1::real e, 1::float8 f, true g,"
        + " 'x'::char(3) h, 'y'::varchar(7) i, '2020-01-01'::date j, '2020-01-01'::timestamp k,"
        + " '2020-01-01'::timestamptz l";
    try (Connection connection = open(); PreparedStatement statement = connection.prepareStatement(query)) {
      ResultSetMetaData columns = statement.getMetaData();
      List<String> out = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        out.add(columns.getColumnName(i) + " " + columns.getColumnTypeName(i) + " " + columns.getPrecision(i) + " "
            + columns.getScale(i));
      }
      return String.join(";", out);
    }
  }

  private static String prepared() throws SQLException {
    try (Connection connection = open();
        PreparedStatement statement = connection.prepareStatement("SELECT ?::int + 1, upper(?)")) {
      List<String> out = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        statement.setInt(1, i);
        statement.setString(2, "v" + i);
        try (ResultSet rows = statement.executeQuery()) {
          out.add(rows(rows));
        }
      }
      return String.join(";", out);
    }
  }

  private static String metadata() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE probe_meta (id int primary key, name varchar(20) not null, price decimal(10,2))");
      try {
        DatabaseMetaData data = connection.getMetaData();
        List<String> out = new ArrayList<>();
        try (ResultSet rows = data.getSchemas()) {
          while (rows.next()) if ("public".equals(rows.getString("TABLE_SCHEM"))) out.add("public");
        }
        try (ResultSet rows = data.getTables(null, "public", "probe%", new String[] {"TABLE"})) {
          while (rows.next()) out.add(rows.getString("TABLE_NAME") + ":" + rows.getString("TABLE_TYPE"));
        }
        try (ResultSet rows = data.getColumns(null, "public", "probe_meta", "%")) {
          while (rows.next()) {
            out.add(rows.getString("COLUMN_NAME") + ":" + rows.getString("TYPE_NAME") + ":" + rows.getInt("COLUMN_SIZE")
                + ":" + rows.getInt("DECIMAL_DIGITS") + ":" + rows.getString("IS_NULLABLE"));
          }
        }
        try (ResultSet rows = data.getPrimaryKeys(null, "public", "probe_meta")) {
          while (rows.next()) out.add("key " + rows.getString("COLUMN_NAME"));
        }
        try (ResultSet rows = statement.executeQuery("SELECT id, name FROM probe_meta")) {
          ResultSetMetaData columns = rows.getMetaData();
          out.add(columns.getTableName(1) + "." + columns.getColumnName(1) + ":" + columns.getSchemaName(2) + ":"
              + columns.isNullable(2));
        }
        return String.join(";", out);
      } finally {
        statement.execute("DROP TABLE probe_meta");
      }
    }
  }

  private static String rollback() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TABLE probe_rollback (id int)");
      statement.execute("INSERT INTO probe_rollback VALUES (1), (2)");
      String inside;
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM probe_rollback")) {
        inside = rows(rows);
      }
      connection.rollback();
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM probe_rollback")) {
        return inside + " then " + rows(rows);
      } catch (SQLException e) {
        return inside + " then " + e.getSQLState();
      }
    }
  }

  private static String batch() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE probe_batch (id int, name varchar(10))");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO probe_batch VALUES (?, ?)")) {
        for (int i = 0; i < 500; i++) {
          insert.setInt(1, i);
          insert.setString(2, "n" + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      try (ResultSet rows = statement.executeQuery("SELECT count(*), sum(id), avg(id) FROM probe_batch")) {
        return rows(rows);
      } finally {
        statement.execute("DROP TABLE probe_batch");
      }
    }
  }

  private static String fetch() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.setFetchSize(100);
      statement.execute("CREATE TEMP TABLE probe_fetch (id int)");
      statement.execute("INSERT INTO probe_fetch VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
      long sum = 0;
      int count = 0;
      String query = "SELECT a.id + 10 * b.id + 100 * c.id AS n FROM probe_fetch a, probe_fetch b, probe_fetch c";
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          sum += rows.getInt(1);
          count++;
        }
      }
      connection.commit();
      return count + " " + sum;
    }
  }

  private static String timeout() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      String slow = "SELECT count(*) FROM pg_class a, pg_class b, pg_class c, pg_class d";
      try (ResultSet rows = statement.executeQuery(slow)) {
        return "finished " + rows(rows);
      } catch (SQLException e) {
        statement.setQueryTimeout(0);
        try (ResultSet rows = statement.executeQuery("SELECT 1")) {
          return e.getSQLState() + " then " + rows(rows);
        }
      }
    }
  }

  private static String error() throws SQLException {
    try (Connection connection = open(); Statement statement = connection.createStatement()) {
      List<String> out = new ArrayList<>();
      String[] wrong = {"SELECT * FROM not_there", "SELEC 1", "SELECT 1/0", "SELECT string_agg('a', 'b')",
        "SELECT 1::json", "SAVEPOINT s"};
      for (String one : wrong) {
        try {
          statement.execute(one);
          out.add("accepted");
        } catch (SQLException e) {
          out.add(e.getSQLState());
        }
      }
      connection.setAutoCommit(false);
      try {
        statement.execute("SELECT string_agg('a', 'b')");
      } catch (SQLException e) {
        out.add(e.getSQLState());
      }
      try {
        statement.execute("SELECT 1");
        out.add("accepted");
      } catch (SQLException e) {
        out.add(e.getSQLState());
      }
      connection.rollback();
      return String.join(" ", out);
    }
  }

  private static String temporary() throws SQLException {
    return sql("CREATE TABLE #probe_temp (id int);;INSERT INTO #probe_temp VALUES (1);;SELECT id FROM #probe_temp");
  }
}
