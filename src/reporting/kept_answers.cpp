#include "reporting/kept_answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "reporting/rights.h"

namespace reporting {
namespace {

constexpr base::Duration kept_for = std::chrono::minutes{2};
constexpr std::size_t most_rows_in_all = 60'000;

}  // namespace

std::string name_of_answer(const org::Actor& actor, const std::string& report, const ReportQuestion& question) {
  auto held = actor.rights.find(view_reports.key);
  auto name = fmt::format("{} {} {} {} {} {} {} {} ", report, actor.language, base::word_of(actor.ref.kind),
                          actor.ref.id, held == actor.rights.end() ? -1 : static_cast<int>(held->second),
                          actor.place.centre_id.value, actor.place.department_id.value_or(org::DepartmentId{}).value,
                          actor.place.team_id.value_or(org::TeamId{}).value);
  for (auto centre : actor.centres_below) name += fmt::format("{},", centre.value);
  return name + base::to_json(question);
}

void KeptAnswers::keep(std::string name, std::shared_ptr<const KeptAnswer> answer, std::int64_t limit, base::Time now) {
  std::lock_guard lock(mutex_);
  std::erase_if(places_, [&](const Place& place) { return place.name == name; });
  const auto rows = std::ssize(answer->ordered.rows);
  if (rows > limit && rows <= most_kept_rows) places_.push_front({std::move(name), std::move(answer), now});
  forget(now);
}

std::shared_ptr<const KeptAnswer> KeptAnswers::find(const std::string& name, base::Time read_at, std::int64_t end,
                                                    base::Time now) {
  std::lock_guard lock(mutex_);
  forget(now);
  for (const auto& [kept, answer, at] : places_) {
    if (kept != name || answer->read_at != read_at) continue;
    const auto held = std::ssize(answer->ordered.rows);
    return held >= std::min(end, static_cast<std::int64_t>(answer->ordered.count)) ? answer : nullptr;
  }
  return nullptr;
}

void KeptAnswers::forget(base::Time now) {
  std::size_t rows = 0;
  std::erase_if(places_, [&](const Place& place) {
    rows += place.answer->ordered.rows.size();
    return now - place.kept_at >= kept_for || rows > most_rows_in_all;
  });
}

}  // namespace reporting
