import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;

/**
 * Asks the real JDBC driver for metadata and prints one line for each call: its name, a tab, and chosen columns of the
 * rows. Arguments: URL, user, names of calls. The password comes from the environment.
 */
public final class Metadata {
  private static final String SCHEMA = "jdbc_meta";

  public static void main(String[] arguments) throws Exception {
    Properties login = new Properties();
    login.setProperty("user", arguments[1]);
    login.setProperty("password", System.getenv("PROBE_PASSWORD"));
    try (Connection connection = DriverManager.getConnection(arguments[0], login)) {
      for (int i = 2; i < arguments.length; i++) {
        String seen;
        try {
          seen = ask(connection, arguments[i]);
        } catch (SQLException e) {
          seen = "SQLSTATE " + e.getSQLState() + " " + String.valueOf(e.getMessage()).replace('\n', ' ');
        } catch (Exception e) {
          seen = e.toString().replace('\n', ' ');
        }
        System.out.println(arguments[i] + "\t" + seen);
      }
    }
  }

  private static String ask(Connection connection, String call) throws SQLException {
    DatabaseMetaData data = connection.getMetaData();
    switch (call) {
      case "getCatalogs": return rows(data.getCatalogs(), "TABLE_CAT");
      case "getSchemas": return rows(data.getSchemas(null, "jdbc\\_m%"), "TABLE_SCHEM", "TABLE_CATALOG");
      case "getTableTypes": return rows(data.getTableTypes(), "TABLE_TYPE");
      case "getTables":
        return rows(data.getTables(null, SCHEMA, "%", null), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE", "REMARKS");
      case "getTables of a pattern":
        return rows(data.getTables(null, SCHEMA, "chi%", null), "TABLE_NAME");
      case "getTables of tables":
        return rows(data.getTables("dev", SCHEMA, null, new String[] {"TABLE"}), "TABLE_NAME");
      case "getTables of views":
        return rows(data.getTables(null, SCHEMA, null, new String[] {"VIEW"}), "TABLE_NAME");
      case "getColumns":
        return rows(data.getColumns(null, SCHEMA, "child", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE",
            "DECIMAL_DIGITS", "NULLABLE", "COLUMN_DEF", "ORDINAL_POSITION", "IS_AUTOINCREMENT");
      case "getColumns of a pattern": return rows(data.getColumns(null, SCHEMA, "p%", "b"), "TABLE_NAME", "REMARKS");
      case "getColumns of a view": return rows(data.getColumns(null, SCHEMA, "seen", null), "COLUMN_NAME", "TYPE_NAME");
      case "getTables of an external schema":
        return rows(data.getTables(null, "jdbc_lake", "%", null), "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE");
      case "getColumns of an external table":
        return rows(data.getColumns(null, "jdbc_lake", "far", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE",
            "DECIMAL_DIGITS", "ORDINAL_POSITION");
      case "getColumns of a late-binding view":
        return rows(data.getColumns(null, SCHEMA, "late", null), "COLUMN_NAME", "TYPE_NAME");
      case "getPrimaryKeys":
        return rows(data.getPrimaryKeys(null, SCHEMA, "parent"), "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME");
      case "getImportedKeys":
        return rows(data.getImportedKeys(null, SCHEMA, "child"), "PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_NAME",
            "FKCOLUMN_NAME", "KEY_SEQ");
      case "getExportedKeys":
        return rows(data.getExportedKeys(null, SCHEMA, "parent"), "PKCOLUMN_NAME", "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ");
      case "getCrossReference":
        return rows(data.getCrossReference(null, SCHEMA, "parent", null, SCHEMA, "child"), "PKCOLUMN_NAME", "FKCOLUMN_NAME");
      case "getBestRowIdentifier":
        return rows(data.getBestRowIdentifier(null, SCHEMA, "parent", DatabaseMetaData.bestRowSession, true), "COLUMN_NAME", "TYPE_NAME");
      case "getVersionColumns": return rows(data.getVersionColumns(null, SCHEMA, "parent"), "COLUMN_NAME");
      case "getIndexInfo": return rows(data.getIndexInfo(null, SCHEMA, "parent", false, true), "COLUMN_NAME");
      case "getTablePrivileges":
        return rows(data.getTablePrivileges(null, SCHEMA, "parent"), "TABLE_NAME", "GRANTEE", "PRIVILEGE", "IS_GRANTABLE");
      case "getColumnPrivileges":
        return rows(data.getColumnPrivileges(null, SCHEMA, "parent", "a"), "COLUMN_NAME", "GRANTEE", "PRIVILEGE");
      case "getProcedures": return rows(data.getProcedures(null, SCHEMA, "%"), "PROCEDURE_NAME");
      case "getProcedureColumns": return rows(data.getProcedureColumns(null, SCHEMA, "%", "%"), "PROCEDURE_NAME");
      case "getFunctions": return rows(data.getFunctions(null, SCHEMA, "%"), "FUNCTION_NAME");
      case "getFunctionColumns": return rows(data.getFunctionColumns(null, SCHEMA, "%", "%"), "FUNCTION_NAME");
      case "getTypeInfo": return rows(data.getTypeInfo(), "TYPE_NAME", "DATA_TYPE", "PRECISION");
      case "getUDTs": return rows(data.getUDTs(null, SCHEMA, "%", null), "TYPE_NAME");
      case "getClientInfoProperties": return rows(data.getClientInfoProperties(), "NAME");
      case "names and versions":
        return data.getDatabaseProductName() + " " + data.getDatabaseProductVersion() + " " + data.getUserName() + " "
            + data.getMaxColumnNameLength() + " " + data.getMaxColumnsInTable() + " " + data.getDefaultTransactionIsolation();
      case "words": return (data.getSQLKeywords().length() > 0) + " " + data.getNumericFunctions().contains("abs");
      case "schema of the connection":
        connection.setSchema(SCHEMA);
        try {
          return connection.getCatalog() + " " + connection.getSchema() + " " + connection.isValid(5);
        } finally {
          connection.setSchema("public");
        }
      case "types of a result":
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT * FROM " + SCHEMA + ".child")) {
          List<String> out = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            out.add(rows.getMetaData().getColumnTypeName(i) + " " + rows.getMetaData().getColumnType(i) + " "
                + rows.getMetaData().getColumnClassName(i) + " " + rows.getMetaData().isAutoIncrement(i));
          }
          return String.join(";", out);
        }
      default: throw new IllegalArgumentException(call);
    }
  }

  private static String rows(ResultSet rows, String... columns) throws SQLException {
    List<String> out = new ArrayList<>();
    try (rows) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (String column : columns) row.add(String.valueOf(rows.getString(column)));
        out.add(String.join("|", row));
      }
    }
    Collections.sort(out);
    return String.join(";", out);
  }
}
