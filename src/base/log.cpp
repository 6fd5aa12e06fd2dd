#include "base/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace base::log {
namespace {

spdlog::logger& logger() {
  static const auto made = [] {
    auto l = spdlog::stderr_color_mt("yingda");
    l->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    return l;
  }();
  return *made;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::Debug:
      return spdlog::level::debug;
    case Level::Info:
      return spdlog::level::info;
    case Level::Warning:
      return spdlog::level::warn;
    case Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

}  // namespace

bool set_level(std::string_view word) {
  if (word == "debug")
    logger().set_level(spdlog::level::debug);
  else if (word == "info")
    logger().set_level(spdlog::level::info);
  else if (word == "warning")
    logger().set_level(spdlog::level::warn);
  else if (word == "error")
    logger().set_level(spdlog::level::err);
  else
    return false;
  return true;
}

void write(Level level, std::string_view module, std::string_view text) {
  logger().log(to_spdlog(level), "{}: {}", module, text);
}

}  // namespace base::log
