#pragma once
// From the portable subset of SQL to the SQL of one engine: ?N and {in ?N}.

#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "db/value.h"

namespace db {

struct EngineSql {
  std::string text;
  std::vector<bool> lists;  // for each parameter, whether it stands in {in ?N}
};

// Parameters within strings, quoted names and comments are left alone. Throws
// std::logic_error on a malformed {in …} and on numbers beyond ?999.
EngineSql to_engine_sql(std::string_view sql, Engine engine);

// Throws std::logic_error unless `parameters` are as many as `sql` has, lists stand
// exactly where it says {in ?N}, text is UTF-8 without NUL and numbers are finite:
// what one engine would refuse is refused on both.
void check_parameters(const EngineSql& sql, const std::vector<Value>& parameters);

// A list as the text of a JSON array (SQLite) or of an array literal (PostgreSQL).
std::string list_text(const Value& list, Engine engine);

// Past a string, quoted name or comment that begins at `at`; `at` itself when none does.
std::size_t skip_quoted(std::string_view sql, std::size_t at);

}  // namespace db
