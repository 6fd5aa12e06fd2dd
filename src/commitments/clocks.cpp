// Clocks: what starts, stops, pauses and breaches them.

#include <algorithm>

#include "calendars/calendars.h"
#include "commitments/verbs.h"

namespace commitments {
namespace {

constexpr int batch = 200;

bool applies_to(const ServiceLevel& level, const std::optional<LineId>& queue) {
  if (level.queue_ids.empty()) return true;
  return queue && std::find(level.queue_ids.begin(), level.queue_ids.end(), *queue) != level.queue_ids.end();
}

std::optional<Stretches> plan_by(db::Transaction& tx, const std::optional<calendars::CalendarId>& calendar,
                                 base::Time from, base::Duration time) {
  if (!calendar) return plan(nullptr, from, time);
  auto schedule = calendars::Calendars::schedule(tx, *calendar);
  return plan(schedule ? &*schedule : nullptr, from, time);
}

void set_times(ClockRow& clock) {
  clock.due_at = clock.counted.back().ends_at;
  clock.warn_at = instant_in(clock.counted, base::Duration{clock.warn_ms});
}

ClockRow clock_of(const LevelRow& level, const NewClock& fresh) {
  ClockRow clock;
  clock.service_level_id = level.id;
  clock.measure = fresh.measure;
  clock.subject_id = fresh.subject_id;
  clock.centre_id = fresh.centre_id;
  clock.queue_id = fresh.queue_id;
  clock.calendar_id = level.calendar_id;
  clock.target_ms = level.target_seconds * 1'000;
  clock.warn_ms = clock.target_ms * level.warn_percent / 100;
  clock.short_abandon_ms = level.short_abandon_seconds * 1'000;
  clock.started_at = fresh.started_at;
  return clock;
}

// Does `what` to each clock of the subject that has not stopped. `what` gives the clock as it
// becomes, or nothing; it is asked again when another thread was faster.
template <class F>
void for_each_unstopped(db::Transaction& tx, SubjectId subject, F what) {
  for (auto id : unstopped(tx, subject))
    for (auto stored = find_clock(tx, id); stored && !stored->stopped_at; stored = find_clock(tx, id))
      if (what(*stored)) break;
}

void tell_breached(db::Transaction& tx, base::Time at, const base::ActorRef& by, const Commitment& clock) {
  tell(tx, at, by, clock,
       CommitmentBreached{clock.id, clock.service_level_id, clock.subject_id, clock.queue_id, clock.due_at,
                          clock.abandoned});
}

// True when it was written, or there is nothing to write.
bool cancel_one(db::Transaction& tx, const base::ActorRef& by, const ClockRow& stored, base::Time at) {
  auto clock = stored;
  clock.state = CommitmentState::Cancelled;
  clock.stopped_at = at;
  if (!change(tx, clock, stored.state)) return false;
  tell(tx, at, by, clock, CommitmentCancelled{clock.id, clock.service_level_id, clock.subject_id});
  return true;
}

bool stop_one(db::Transaction& tx, const base::ActorRef& by, const ClockRow& stored, base::Time at) {
  auto clock = stored;
  const bool in_time = stored.state == CommitmentState::Paused || at <= stored.due_at;
  clock.state = in_time ? CommitmentState::Met : CommitmentState::Breached;
  clock.stopped_at = at;
  if (!change(tx, clock, stored.state)) return false;
  if (in_time) {
    tell(tx, at, by, clock,
         CommitmentMet{clock.id, clock.service_level_id, clock.subject_id, clock.queue_id,
                       (at - clock.started_at).count()});
    return true;
  }
  if (stored.state == CommitmentState::Running) tell_breached(tx, at, by, clock);
  tell(tx, at, by, clock, CommitmentStoppedLate{clock.id, clock.subject_id, (at - clock.due_at).count()});
  return true;
}

bool abandon_one(db::Transaction& tx, const base::ActorRef& by, const ClockRow& stored, base::Time at) {
  const bool counts = (at - stored.started_at).count() >= stored.short_abandon_ms;
  if (stored.measure != Measure::FirstAnswer || !counts) return cancel_one(tx, by, stored, at);
  auto clock = stored;
  clock.state = CommitmentState::Breached;
  clock.stopped_at = at;
  clock.abandoned = true;
  if (!change(tx, clock, stored.state)) return false;
  if (stored.state == CommitmentState::Breached)
    tell(tx, at, by, clock, CommitmentStoppedLate{clock.id, clock.subject_id, (at - clock.due_at).count()});
  else
    tell_breached(tx, at, by, clock);
  return true;
}

bool pause_one(db::Transaction& tx, const base::ActorRef& by, const ClockRow& stored, PauseReason reason,
               base::Time now) {
  if (stored.state != CommitmentState::Running || now >= stored.due_at) return true;
  auto clock = stored;
  clock.state = CommitmentState::Paused;
  clock.paused_at = now;
  clock.pause_reason = reason;
  clock.counted = before(stored.counted, now);
  clock.remaining_ms = clock.target_ms - length_of(clock.counted).count();
  clock.pauses.push_back({reason, now, {}});
  if (!change(tx, clock, stored.state)) return false;
  tell(tx, now, by, clock, CommitmentPaused{clock.id, clock.subject_id, reason, *clock.remaining_ms});
  return true;
}

// A calendar that never opens again leaves it paused.
bool resume_one(db::Transaction& tx, const base::ActorRef& by, const ClockRow& stored, base::Time now) {
  if (stored.state != CommitmentState::Paused) return true;
  auto rest = plan_by(tx, stored.calendar_id, now, base::Duration{*stored.remaining_ms});
  if (!rest) return true;
  auto clock = stored;
  clock.state = CommitmentState::Running;
  clock.paused_at.reset();
  clock.pause_reason.reset();
  clock.remaining_ms.reset();
  clock.pauses.back().until = now;
  clock.counted.insert(clock.counted.end(), rest->begin(), rest->end());
  set_times(clock);
  if (!change(tx, clock, stored.state)) return false;
  tell(tx, now, by, clock, CommitmentResumed{clock.id, clock.subject_id, clock.due_at});
  return true;
}

void warn_one(db::Transaction& tx, CommitmentId id, base::Time now) {
  auto clock = find_clock(tx, id);
  if (!clock || clock->state != CommitmentState::Running || clock->warned) return;
  clock->warned = true;
  if (change(tx, *clock, CommitmentState::Running))
    tell(tx, now, {}, *clock, CommitmentWarned{clock->id, clock->subject_id, clock->due_at});
}

void breach_one(db::Transaction& tx, CommitmentId id, base::Time now) {
  auto clock = find_clock(tx, id);
  if (!clock || clock->state != CommitmentState::Running) return;
  clock->state = CommitmentState::Breached;
  if (change(tx, *clock, CommitmentState::Running)) tell_breached(tx, now, {}, *clock);
}

}  // namespace

std::vector<Commitment> Commitments::start(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                                           const NewClock& fresh) {
  std::vector<Commitment> started;
  for (const auto& level : levels_for(tx, fresh)) {
    if (!applies_to(level, fresh.queue_id)) continue;
    auto clock = clock_of(level, fresh);
    auto counted = plan_by(tx, clock.calendar_id, clock.started_at, base::Duration{clock.target_ms});
    if (!counted) continue;  // a calendar that never opens promises nothing
    clock.id = platform.ids.make<CommitmentId>();
    clock.counted = *std::move(counted);
    set_times(clock);
    insert(tx, clock);
    tell(tx, clock.started_at, by, clock,
         CommitmentStarted{clock.id, clock.service_level_id, clock.measure, clock.subject_id, clock.queue_id,
                           clock.due_at});
    started.push_back(clock);
  }
  return started;
}

void Commitments::stop(db::Transaction& tx, const org::Platform&, const base::ActorRef& by, SubjectId subject,
                       Measure measure, base::Time at) {
  for_each_unstopped(tx, subject,
                     [&](const ClockRow& clock) { return clock.measure != measure || stop_one(tx, by, clock, at); });
}

void Commitments::abandon(db::Transaction& tx, const org::Platform&, const base::ActorRef& by, SubjectId subject,
                          base::Time at) {
  for_each_unstopped(tx, subject, [&](const ClockRow& clock) { return abandon_one(tx, by, clock, at); });
}

void Commitments::cancel(db::Transaction& tx, const org::Platform&, const base::ActorRef& by, SubjectId subject,
                         base::Time at) {
  for_each_unstopped(tx, subject, [&](const ClockRow& clock) { return cancel_one(tx, by, clock, at); });
}

void Commitments::pause(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by, SubjectId subject,
                        PauseReason reason) {
  const auto now = platform.clock.now();
  for_each_unstopped(tx, subject, [&](const ClockRow& clock) { return pause_one(tx, by, clock, reason, now); });
}

void Commitments::resume(db::Transaction& tx, const org::Platform& platform, const base::ActorRef& by,
                         SubjectId subject) {
  const auto now = platform.clock.now();
  for_each_unstopped(tx, subject, [&](const ClockRow& clock) { return resume_one(tx, by, clock, now); });
}

// Most seconds nothing is due, and two looks into small indexes tell so.
void Commitments::tick(base::Time now) {
  auto is_due = [&](db::Transaction& tx) { return anything_due(tx, now, now - grace); };
  while (platform_.database.read(is_due)) {
    platform_.database.write([&](db::Transaction& tx) {
      for (auto id : to_warn(tx, now, batch)) warn_one(tx, id, now);
      for (auto id : to_breach(tx, now - grace, batch)) breach_one(tx, id, now);
    });
  }
}

}  // namespace commitments
