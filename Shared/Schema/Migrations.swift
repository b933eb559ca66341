/// The files of the folder Migrations, embedded in the executable, in their order.
public enum Migrations {
    public static let all = [
        Migration(1, "roles", PackageResources._01_roles_sql),
        Migration(2, "casework", PackageResources._02_casework_sql),
        Migration(3, "printing", PackageResources._03_printing_sql),
        Migration(4, "room_to_grow", PackageResources._04_room_to_grow_sql),
        Migration(5, "between_sites", PackageResources._05_between_sites_sql),
        Migration(6, "restored_site", PackageResources._06_restored_site_sql),
        Migration(7, "office_reports", PackageResources._07_office_reports_sql),
        // It takes a column away that the programs before it read.
        Migration(8, "neighbours", PackageResources._08_neighbours_sql, servesFrom: 8),
        Migration(9, "attachments", PackageResources._09_attachments_sql),
        Migration(10, "dead_letters", PackageResources._10_dead_letters_sql),
        Migration(11, "months_ahead", PackageResources._11_months_ahead_sql),
        Migration(12, "receipts_forgotten", PackageResources._12_receipts_forgotten_sql),
        Migration(13, "lookups", PackageResources._13_lookups_sql),
        Migration(14, "waiting_messages", PackageResources._14_waiting_messages_sql),
        Migration(15, "regions", PackageResources._15_regions_sql),
    ]
}
