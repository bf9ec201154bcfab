import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/** Reads all rows of a query, all columns as text, and prints the seconds of each run. Arguments: URL, user, runs, query. */
public final class FetchRows {
  public static void main(String[] arguments) throws Exception {
    try (Connection connection = DriverManager.getConnection(arguments[0], arguments[1], System.getenv("PROBE_PASSWORD"))) {
      for (int run = 0; run < Integer.parseInt(arguments[2]); run++) {
        long start = System.nanoTime();
        long rows = 0;
        try (Statement statement = connection.createStatement(); ResultSet found = statement.executeQuery(arguments[3])) {
          int width = found.getMetaData().getColumnCount();
          while (found.next()) {
            for (int i = 1; i <= width; i++) found.getString(i);
            rows++;
          }
        }
        System.out.println(rows + " " + (System.nanoTime() - start) / 1e9);
      }
    }
  }
}
