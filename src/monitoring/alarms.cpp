// Alarms: how they begin and end, and the verbs on them.

#include <algorithm>

#include "monitoring/notice_store.h"
#include "monitoring/verbs.h"

namespace monitoring {
namespace {

const base::ActorRef nobody{};

template <class E>
void tell(db::Transaction& tx, const org::Platform& platform, const AlarmRow& alarm, const base::ActorRef& by,
          const E& event) {
  events::append(tx, {platform.clock.now(), by, alarm.centre_id.value, alarm.id.value}, event);
}

// So that an acknowledgement and a change do not undo each other.
void lock_alarm(db::Transaction& tx, AlarmId id) {
  tx.lock("alarm." + id.text());
}

AlarmId begin(db::Transaction& tx, const org::Platform& platform, const Observation& seen, Severity severity) {
  const auto now = platform.clock.now();
  AlarmRow alarm;
  alarm.id = platform.ids.make<AlarmId>();
  alarm.source = seen.source;
  alarm.subject_id = seen.subject_id;
  alarm.subject_name = seen.subject_name;
  alarm.centre_id = seen.centre_id ? seen.centre_id : root_centre(tx);
  alarm.severity = alarm.worst = severity;
  alarm.value = seen.value;
  alarm.threshold = seen.threshold;
  alarm.unit = seen.unit;
  alarm.started_at = alarm.changed_at = now;
  insert(tx, alarm);
  tell(tx, platform, alarm, nobody, AlarmBegan{alarm.id, alarm.source, alarm.subject_id, severity, alarm.value});
  tell_channels(tx, platform, alarm, NoticeOccasion::Began);
  return alarm.id;
}

// Whoever acknowledged the milder alarm has not seen the worse one.
void change(db::Transaction& tx, const org::Platform& platform, const Observation& seen, AlarmId id,
            Severity severity) {
  lock_alarm(tx, id);
  auto alarm = find_alarm(tx, id);
  if (!alarm) return;
  if (severity > alarm->severity) {
    alarm->acknowledged_by.reset();
    alarm->acknowledged_at.reset();
    alarm->note.clear();
  }
  alarm->severity = severity;
  alarm->worst = std::max(alarm->worst, severity);
  alarm->value = seen.value;
  alarm->threshold = seen.threshold;
  alarm->changed_at = platform.clock.now();
  update(tx, *alarm);
  tell(tx, platform, *alarm, nobody, AlarmChanged{id, severity, seen.value});
  tell_channels(tx, platform, *alarm, NoticeOccasion::Changed);
}

void end(db::Transaction& tx, const org::Platform& platform, AlarmId id) {
  lock_alarm(tx, id);
  auto alarm = find_alarm(tx, id);
  if (!alarm || alarm->ended_at) return;
  alarm->ended_at = alarm->changed_at = platform.clock.now();
  update(tx, *alarm);
  tell(tx, platform, *alarm, nobody, AlarmEnded{id, (*alarm->ended_at - alarm->started_at).count()});
  tell_channels(tx, platform, *alarm, NoticeOccasion::Ended);
}

void lock_subject(db::Transaction& tx, const std::string& source, std::int64_t subject) {
  tx.lock("alarm_condition." + source + '.' + std::to_string(subject));
}

}  // namespace

void Monitoring::observe(db::Transaction& tx, const org::Platform& platform, const Observation& seen) {
  lock_subject(tx, seen.source, seen.subject_id);
  auto stored = find_condition(tx, seen.source, seen.subject_id);
  if (!stored && seen.severity == Severity::Ok) return;
  ConditionRow row = stored.value_or(ConditionRow{seen.source, seen.subject_id});
  const Standing before{row.severity, row.pending, row.streak};
  const auto after = next(before, seen.severity, seen.bad_samples, seen.good_samples);
  if (after == before && stored) return;
  if (after.severity != before.severity) {
    if (before.severity == Severity::Ok)
      row.alarm_id = begin(tx, platform, seen, after.severity);
    else if (after.severity == Severity::Ok)
      end(tx, platform, *row.alarm_id);
    else
      change(tx, platform, seen, *row.alarm_id, after.severity);
  }
  if (after == Standing{}) return erase_condition(tx, seen.source, seen.subject_id);
  row.severity = after.severity;
  row.pending = after.pending;
  row.streak = after.streak;
  put_condition(tx, row);
}

std::vector<std::int64_t> Monitoring::suspects(db::Transaction& tx, const std::string& source) {
  return subjects_of_conditions(tx, source);
}

void Monitoring::forget(db::Transaction& tx, const org::Platform& platform, const std::string& source,
                        std::int64_t subject_id) {
  lock_subject(tx, source, subject_id);
  auto stored = find_condition(tx, source, subject_id);
  if (!stored) return;
  if (stored->alarm_id) end(tx, platform, *stored->alarm_id);
  erase_condition(tx, source, subject_id);
}

base::Result<org::Page<Alarm>> Monitoring::alarms(const org::Actor& actor, const AlarmFilter& filter,
                                                  const org::ListQuery& query) {
  if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<AlarmRow>(), "alarm", "id", actor.within(view_monitoring, centre_only, 1));
    if (filter.open) list.require(*filter.open ? "ended_at IS NULL" : "ended_at IS NOT NULL");
    if (filter.worst) list.require("worst = ?%1", base::word_of(*filter.worst));
    if (!filter.source.empty()) list.require("source = ?%1", filter.source);
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    if (filter.from) list.require("started_at >= ?%1", *filter.from);
    if (filter.until) list.require("started_at < ?%1", *filter.until);
    return org::page_of<Alarm>(tx, list, query, org::ListStatement::Order::NewestFirst,
                               [&](const db::Row& row) { return to_alarm(tx, db::read_row<AlarmRow>(row)); });
  });
}

base::Result<Alarm> Monitoring::alarm(const org::Actor& actor, AlarmId id) {
  if (auto status = actor.require(view_monitoring); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Alarm> {
    auto row = find_alarm(tx, id);
    if (!row || !actor.reaches(view_monitoring, {row->centre_id, {}, {}, {}})) return base::not_found();
    return to_alarm(tx, *row);
  });
}

base::Result<Alarm> Monitoring::acknowledge(const org::Actor& actor, AlarmId id, const AlarmNote& note) {
  if (auto status = actor.require(acknowledge_alarms); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Alarm> {
    lock_alarm(tx, id);
    auto row = find_alarm(tx, id);
    if (!row || !actor.reaches(acknowledge_alarms, {row->centre_id, {}, {}, {}})) return base::not_found();
    if (actor.ref.kind != base::ActorKind::Person) return base::refuse(base::Code::Forbidden, "people_only");
    if (row->ended_at) return base::refuse(base::Code::WrongState, "alarm_is_over");
    if (row->acknowledged_at) return base::refuse(base::Code::WrongState, "alarm_is_acknowledged");
    row->acknowledged_by = org::PersonId{actor.ref.id};
    row->acknowledged_at = platform_.clock.now();
    row->note = note.note;
    update(tx, *row);
    org::audit(tx, platform_, actor, {"alarm.acknowledged", "alarm", id.value, row->centre_id, row->source});
    tell(tx, platform_, *row, actor.ref, AlarmAcknowledged{id});
    return to_alarm(tx, *row);
  });
}

}  // namespace monitoring
