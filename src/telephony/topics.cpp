// The live topics of telephony.

#include <algorithm>

#include "access/events.h"
#include "access/live.h"
#include "agents/rights.h"
#include "realtime/items.h"
#include "telephony/events.h"
#include "telephony/rights.h"
#include "telephony/store.h"
#include "telephony/telephony.h"

namespace telephony {
namespace {

org::PersonId person_of(const realtime::Viewer& viewer) {
  return org::PersonId{org::actor_of(viewer).ref.id};
}

std::vector<org::PersonId> people_of(const events::Event& event) {
  if (event.type == CallChanged::type) return event.as<CallChanged>().people;
  if (event.type == CallFinished::type) return event.as<CallFinished>().people;
  return {};
}

bool is_of_call(const events::Event& event) {
  return event.type == CallChanged::type || event.type == CallFinished::type;
}

// Calls in which the viewer is, or which ring at the viewer's phone.
class MyCallsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "my_calls"; }
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (!is_of_call(event)) return false;
    const auto people = people_of(event);
    return std::ranges::find(people, person_of(viewer)) != people.end();
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const auto& actor = org::actor_of(viewer);
    if (!actor.may(agents::work_as_agent))
      if (auto status = actor.require(supervise_calls); !status) return base::pass(status);
    std::vector<Call> calls;
    for (auto id : calls_with(tx, person_of(viewer)))
      if (realtime::is_wanted(ids, id.value)) calls.push_back(to_call(tx, *find_call(tx, id), actor));
    return realtime::items_of(calls);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (is_of_call(event)) return {{event.subject_id}, false};
    return {};
  }
};

// Calls that go on now, within reach.
class LiveCallsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "live_calls"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_calls, {"centre_id", "department_id", "team_id", "agent_id"}, "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(
        db::select<KeptCall>("voice_call") + "WHERE ended_at IS NULL AND " + seen->sql + " ORDER BY id", seen->values);
    std::vector<Call> calls;
    for (const auto& row : db::read_rows<KeptCall>(rows)) calls.push_back(to_call(tx, row, org::actor_of(viewer)));
    return realtime::items_of(calls);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (is_of_call(event)) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

class CallBacksTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "call_backs"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, agents::work_as_agent, "centre_id", "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(db::select<CallBackRow>("call_back") + "WHERE ended_at IS NULL AND " + seen->sql +
                             " ORDER BY due_at, id LIMIT 500",
                         seen->values);
    std::vector<CallBack> backs;
    for (const auto& row : db::read_rows<CallBackRow>(rows)) backs.push_back(to_call_back(tx, row));
    return realtime::items_of(backs);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == CallBackChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

class VoicemailsTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "voicemails"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible_in_centre(viewer, agents::work_as_agent, "centre_id", "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(
        db::select<VoicemailRow>("voicemail") + "WHERE ended_at IS NULL AND " + seen->sql + " ORDER BY id LIMIT 500",
        seen->values);
    std::vector<Voicemail> mails;
    for (const auto& row : db::read_rows<VoicemailRow>(rows)) mails.push_back(to_voicemail(tx, row));
    return realtime::items_of(mails);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == VoicemailLeft::type) return {{event.as<VoicemailLeft>().voicemail_id.value}, false};
    if (event.type == VoicemailHeard::type) return {{event.as<VoicemailHeard>().voicemail_id.value}, false};
    if (event.type == VoicemailDone::type) return {{event.as<VoicemailDone>().voicemail_id.value}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

// The viewer's own phone.
class MyPhoneLineTopic final : public realtime::Topic {
 public:
  explicit MyPhoneLineTopic(Telephony& telephony) : telephony_(telephony) {}
  std::string_view name() const override { return "my_phone_line"; }
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    return event.type == PhoneLineChanged::type && event.as<PhoneLineChanged>().person_id == person_of(viewer);
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto phone = telephony_.phone_line(tx, org::actor_of(viewer));
    if (!phone) return base::pass(phone);
    if (!realtime::is_wanted(ids, phone->id.value)) return std::vector<realtime::Item>{};
    return realtime::items_of(std::vector{*phone});
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == PhoneLineChanged::type) return {{event.as<PhoneLineChanged>().person_id.value}, false};
    return {};
  }

 private:
  Telephony& telephony_;
};

}  // namespace

void add_telephony_topics(realtime::Hub& hub, Telephony& telephony) {
  hub.add(std::make_unique<MyCallsTopic>());
  hub.add(std::make_unique<LiveCallsTopic>());
  hub.add(std::make_unique<CallBacksTopic>());
  hub.add(std::make_unique<VoicemailsTopic>());
  hub.add(std::make_unique<MyPhoneLineTopic>(telephony));
}

}  // namespace telephony
