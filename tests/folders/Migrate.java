import org.flywaydb.core.Flyway;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Migrates by Flyway itself: a JDBC URL, a user, a folder. */
public class Migrate {
    public static void main(String[] said) {
        var flyway = Flyway.configure().dataSource(said[0], said[1], "").locations("filesystem:" + said[2]);
        flyway.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class).setTransactionalLock(false);
        flyway.load().migrate();
    }
}
