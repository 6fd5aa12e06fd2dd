#pragma once
// Which migrations a database has had and which it still needs; the same on both engines.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/migrations.h"

namespace db {

// Makes the table of applied migrations when it is missing.
std::string schema_table_sql(Engine engine);

inline constexpr std::string_view applied_sql = "SELECT name, checksum FROM schema_migration ORDER BY name";
inline constexpr std::string_view record_applied_sql =
    "INSERT INTO schema_migration (name, checksum, applied_at) VALUES (?1, ?2, ?3)";
// The parameters of record_applied_sql.
std::vector<Value> record_of(const Migration& migration);

// The migrations that are not among `applied` (rows of applied_sql), in their order.
// Throws SchemaError when an applied one was altered, or is unknown to this program.
std::vector<const Migration*> pending_migrations(const std::vector<Migration>& migrations, const Rows& applied);

// Runs `apply`; what the database refuses becomes a SchemaError that names the migration.
void apply_named(const Migration& migration, const std::function<void()>& apply);

}  // namespace db
