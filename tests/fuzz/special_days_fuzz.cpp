// The reader of uploaded special days: any text ends in days in order or in a refusal
// with faults; days that it gives stand a schedule, and survive being written and read again.

#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "calendars/day_files.h"
#include "calendars/schedule.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void try_schedule(const std::vector<calendars::SpecialDay>& days) {
  calendars::CalendarFields fields;
  fields.time_zone = "Asia/Shanghai";
  fields.special_days = days;
  calendars::Schedule schedule(fields, {});
  for (std::size_t i = 0; i < days.size() && i < 8; ++i) {
    auto shown = schedule.days(days[i].date, 1);
    require(shown.size() == 1 && shown[0].date == days[i].date);
    for (const auto& opening : shown[0].openings) require(opening.begins_at < opening.ends_at);
  }
}

void try_read(calendars::ImportFormat format, const std::string& text) {
  auto file = calendars::read_days({format, text});
  if (!file) {
    require(!file.error().key.empty());
    return;
  }
  for (std::size_t i = 1; i < file->days.size(); ++i) require(file->days[i - 1].date < file->days[i].date);
  try_schedule(file->days);
  auto again = calendars::read_days({calendars::ImportFormat::Json, base::to_json(*file)});
  require(again && again->days == file->days);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  try_read(calendars::ImportFormat::Csv, text);
  try_read(calendars::ImportFormat::Json, text);
  return 0;
}
