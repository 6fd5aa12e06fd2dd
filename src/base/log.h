#pragma once
// The server's log: one line per record, time in UTC, to stderr. Never carries
// personal data: no names, numbers, addresses, passwords or bodies; ids and codes only.

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace base::log {

enum class Level { Debug, Info, Warning, Error };

// Before the first record; "debug", "info", "warning", "error". False when unknown.
bool set_level(std::string_view word);

void write(Level level, std::string_view module, std::string_view text);

template <class... A>
void info(std::string_view module, fmt::format_string<A...> format, A&&... arguments) {
  write(Level::Info, module, fmt::format(format, std::forward<A>(arguments)...));
}
template <class... A>
void warning(std::string_view module, fmt::format_string<A...> format, A&&... arguments) {
  write(Level::Warning, module, fmt::format(format, std::forward<A>(arguments)...));
}
template <class... A>
void error(std::string_view module, fmt::format_string<A...> format, A&&... arguments) {
  write(Level::Error, module, fmt::format(format, std::forward<A>(arguments)...));
}
template <class... A>
void debug(std::string_view module, fmt::format_string<A...> format, A&&... arguments) {
  write(Level::Debug, module, fmt::format(format, std::forward<A>(arguments)...));
}

}  // namespace base::log
