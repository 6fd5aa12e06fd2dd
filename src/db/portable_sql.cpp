#include "db/portable_sql.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace db {
namespace {

constexpr std::size_t max_parameters = 999;
constexpr std::string_view list_mark = "{in ?";

bool digit(char c) {
  return c >= '0' && c <= '9';
}

[[noreturn]] void malformed(std::string_view sql, std::string_view why) {
  throw std::logic_error(fmt::format("{} in the statement: {}", why, sql));
}

// Reads the digits at `at`, steps past them, and gives the number.
std::size_t read_number(std::string_view sql, std::size_t& at) {
  std::size_t number = 0;
  while (at < sql.size() && digit(sql[at]) && number <= max_parameters)
    number = number * 10 + static_cast<std::size_t>(sql[at++] - '0');
  if (number == 0 || number > max_parameters) malformed(sql, "a parameter is not ?1 to ?999");
  return number;
}

void note_parameter(EngineSql& made, std::size_t number, bool list) {
  if (made.lists.size() < number) made.lists.resize(number);
  if (list) made.lists[number - 1] = true;
}

void write_parameter(EngineSql& made, std::size_t number, Engine engine) {
  note_parameter(made, number, false);
  made.text += (engine == Engine::Sqlite ? '?' : '$') + std::to_string(number);
}

void write_list(EngineSql& made, std::size_t number, Engine engine) {
  note_parameter(made, number, true);
  made.text += engine == Engine::Sqlite ? fmt::format("IN (SELECT value FROM json_each(?{}))", number)
                                        : fmt::format("= ANY(${})", number);
}

void check_text_value(const std::string& text) {
  if (text.find('\0') != text.npos) throw std::invalid_argument("text for the database holds a NUL byte");
  if (!base::valid_utf8(text)) throw std::invalid_argument("text for the database is not UTF-8");
}

void check_value(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) check_text_value(*text);
  if (const auto* texts = std::get_if<TextList>(&value))
    for (const std::string& text : *texts) check_text_value(text);
  if (const auto* number = std::get_if<double>(&value); number && !std::isfinite(*number))
    throw std::invalid_argument("a number for the database is not finite");
}

bool is_list(const Value& value) {
  return std::holds_alternative<IntegerList>(value) || std::holds_alternative<TextList>(value);
}

void write_array_text(std::string& out, const std::string& text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void write_element(std::string& out, std::int64_t element, Engine) {
  out += std::to_string(element);
}

void write_element(std::string& out, const std::string& element, Engine engine) {
  if (engine == Engine::Sqlite) return base::write_json_string(out, element);
  write_array_text(out, element);
}

template <class List>
std::string joined(const List& list, Engine engine) {
  std::string out(1, engine == Engine::Sqlite ? '[' : '{');
  for (const auto& element : list) {
    if (out.size() > 1) out += ',';
    write_element(out, element, engine);
  }
  return out += engine == Engine::Sqlite ? ']' : '}';
}

}  // namespace

std::size_t skip_quoted(std::string_view sql, std::size_t at) {
  auto past = [&](std::string_view end, std::size_t from) {
    auto found = sql.find(end, from);
    return found == sql.npos ? sql.size() : found + end.size();
  };
  // A doubled quote reads as the end of one string and the begin of the next, which skips the same.
  if (sql[at] == '\'' || sql[at] == '"') return past(sql.substr(at, 1), at + 1);
  if (sql.substr(at, 2) == "--") return past("\n", at);
  if (sql.substr(at, 2) == "/*") return past("*/", at + 2);
  return at;
}

EngineSql to_engine_sql(std::string_view sql, Engine engine) {
  EngineSql made;
  made.text.reserve(sql.size() + 32);
  for (std::size_t at = 0; at < sql.size();) {
    if (std::size_t past = skip_quoted(sql, at); past != at) {
      made.text += sql.substr(at, past - at);
      at = past;
    } else if (sql.substr(at, list_mark.size()) == list_mark) {
      at += list_mark.size();
      write_list(made, read_number(sql, at), engine);
      if (sql.substr(at, 1) != "}") malformed(sql, "{in ?N} is not closed");
      ++at;
    } else if (sql[at] == '?') {
      write_parameter(made, read_number(sql, ++at), engine);
    } else {
      made.text += sql[at++];
    }
  }
  return made;
}

void check_parameters(const EngineSql& sql, const std::vector<Value>& parameters) {
  if (sql.lists.size() != parameters.size())
    throw std::logic_error(
        fmt::format("{} parameters given for the {} of: {}", parameters.size(), sql.lists.size(), sql.text));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (is_list(parameters[i]) != sql.lists[i])
      throw std::logic_error(
          fmt::format("parameter {} must be a list exactly where it says {{in ?{}}}: {}", i + 1, i + 1, sql.text));
    check_value(parameters[i]);
  }
}

std::string list_text(const Value& list, Engine engine) {
  if (const auto* integers = std::get_if<IntegerList>(&list)) return joined(*integers, engine);
  return joined(std::get<TextList>(list), engine);
}

}  // namespace db
