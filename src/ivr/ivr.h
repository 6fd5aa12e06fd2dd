#pragma once
// Flows: what callers hear and press before a person answers. Drafts are drawn, checked,
// tried, published as versions that never change, and rolled back; whoever has a call walks
// what is published (walk.h).
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Conflict, WrongState, Invalid. A flow stands in its centre.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/messages.h"
#include "db/database.h"
#include "events/events.h"
#include "ivr/dry_run.h"
#include "ivr/settings.h"
#include "ivr/types.h"
#include "ivr/users.h"
#include "ivr/validation.h"
#include "ivr/walk.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}
namespace events {
class Pump;
}

namespace ivr {

class Prompts;

// A flow that shipped, to begin with.
struct Template {
  std::string key;
  std::string name;
  std::string name_en;
  std::string description;
  std::string description_en;
  Graph graph;
};
BOOST_DESCRIBE_STRUCT(Template, (), (key, name, name_en, description, description_en, graph))
constexpr auto limits_of(const Template*) {
  return std::array{base::Limit{.field = "description", .max_length = 500},
                    base::Limit{.field = "description_en", .max_length = 500}};
}

struct NewFlow {
  org::CentreId centre_id;
  std::string name;
  std::string name_en;
  std::optional<std::string> template_key;  // the draft to begin with
  std::optional<Graph> draft;               // or this one; neither: an empty one
};
BOOST_DESCRIBE_STRUCT(NewFlow, (), (centre_id, name, name_en, template_key, draft))
constexpr auto limits_of(const NewFlow*) {
  return limits_of(static_cast<const FlowFields*>(nullptr));
}

struct Publication {
  std::int64_t version = 0;  // of the flow as it was seen
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Publication, (), (version, note))
constexpr auto limits_of(const Publication*) {
  return std::array{base::Limit{.field = "note", .max_length = 500, .lines = true}};
}

struct RollBack {
  std::int64_t number = 0;  // of the version that counts again
};
BOOST_DESCRIBE_STRUCT(RollBack, (), (number))

// A drawing to check: the given one, else the draft that is kept.
struct CheckRequest {
  std::optional<Graph> graph;
};
BOOST_DESCRIBE_STRUCT(CheckRequest, (), (graph))

// A fault with its words in the caller's language.
struct CheckedFault {
  std::string node_id;
  std::string code;
  std::string message;
};
BOOST_DESCRIBE_STRUCT(CheckedFault, (), (node_id, code, message))

struct ChangedNode {
  Node before;
  Node after;
};
BOOST_DESCRIBE_STRUCT(ChangedNode, (), (before, after))

// Where a node stands in the drawing is no change.
struct Comparison {
  std::string start_before, start_after;
  std::vector<Node> added, removed;
  std::vector<ChangedNode> changed;
};
BOOST_DESCRIBE_STRUCT(Comparison, (), (start_before, start_after, added, removed, changed))

// How often an exit was taken.
struct ExitCount {
  std::int64_t flow_version = 0;
  std::string node_id;
  std::string exit;
  std::int64_t taken = 0;
};
BOOST_DESCRIBE_STRUCT(ExitCount, (), (flow_version, node_id, exit, taken))

struct FlowFilter {
  std::optional<org::CentreId> centre_id;
};

// What differs from `before` to `after`. Pure.
Comparison compare(const Graph& before, const Graph& after);

class Ivr {
 public:
  explicit Ivr(org::Platform platform) : platform_(platform) {}

  // The templates of `content_folder`/ivr. Throws std::runtime_error with a sentence. At start.
  void load_packs(const std::string& content_folder);
  // At start; they live as long as the program.
  void add_users(const Users& users) { users_.push_back(&users); }

  base::Result<std::vector<Template>> templates(const org::Actor& actor);
  base::Result<org::Page<FlowSummary>> flows(const org::Actor& actor, const FlowFilter& filter,
                                             const org::ListQuery& query);
  base::Result<Flow> flow(const org::Actor& actor, FlowId id);
  base::Result<Flow> create_flow(const org::Actor& actor, const NewFlow& fields);
  // Names and draft; what callers walk stays as it was published.
  base::Result<Flow> edit_flow(const org::Actor& actor, FlowId id, std::int64_t version, const FlowFields& fields);
  // One that nobody is led into.
  base::Status delete_flow(const org::Actor& actor, FlowId id);
  base::Result<std::vector<GraphFault>> check_flow(const org::Actor& actor, FlowId id, const CheckRequest& request);

  // Refused with the faults of the draft, each at "/nodes/ID".
  base::Result<Flow> publish(const org::Actor& actor, FlowId id, const Publication& publication);
  // What was published once counts again; it is checked as it is now.
  base::Result<Flow> roll_back(const org::Actor& actor, FlowId id, const RollBack& back);
  // Newest first.
  base::Result<org::Page<FlowVersion>> versions(const org::Actor& actor, FlowId id, const org::ListQuery& query);
  base::Result<FlowVersionGraph> version(const org::Actor& actor, FlowId id, std::int64_t number);
  // Two versions by number; 0 is the draft.
  base::Result<Comparison> comparison(const org::Actor& actor, FlowId id, std::int64_t from, std::int64_t to);
  base::Result<Flow> switch_emergency(const org::Actor& actor, FlowId id, const EmergencyFields& fields);

  // Walks without a call; nothing is written, nobody is asked.
  base::Result<DryRun> dry_run(const org::Actor& actor, FlowId id, const DryRunRequest& request);
  // Of the last `days` days of the flow's centre, today among them.
  base::Result<std::vector<ExitCount>> exit_counts(const org::Actor& actor, FlowId id, int days);

  base::Result<FlowSettings> settings(const org::Actor& actor);
  base::Result<FlowSettings> edit_settings(const org::Actor& actor, std::int64_t version, const SettingsFields& fields);
  // One of each centre within reach, by centre.
  base::Result<std::vector<CentreEmergency>> emergencies(const org::Actor& actor);
  base::Result<CentreEmergency> edit_emergency(const org::Actor& actor, org::CentreId centre, std::int64_t version,
                                               const CentreEmergencyFields& fields);

  // For whoever walks, in its transaction. What was read before is kept, as versions do not change.
  std::shared_ptr<const Published> published(db::Transaction& tx, FlowId id);
  static std::vector<AllowedHost> allowed_hosts(db::Transaction& tx);
  static bool flow_exists(db::Transaction& tx, FlowId id);
  // Those of these centres that callers can be led into, by name.
  static std::vector<FlowSummary> published_flows(db::Transaction& tx, const std::vector<org::CentreId>& centres);
  static std::string flow_name(db::Transaction& tx, FlowId id);
  // A version as it was published; for names of nodes in reports.
  static std::optional<Graph> published_graph(db::Transaction& tx, FlowId id, std::int64_t version);
  // The centre of a flow; none when it is gone.
  static std::optional<org::CentreId> centre_of(db::Transaction& tx, FlowId id);

  // For the durable reader: counts the exits among these events.
  static void count_exits(db::Transaction& tx, const std::vector<events::Event>& batch);

  static constexpr int max_days = 90;

 private:
  org::Platform platform_;
  std::vector<const Users*> users_;
  std::vector<Template> templates_;
  std::mutex mutex_;
  std::map<std::int64_t, std::shared_ptr<const Published>> kept_;  // by flow, as last read
};

// The world of a walk as the rows have it. Lives within one transaction.
class DatabaseWorld final : public World {
 public:
  DatabaseWorld(Ivr& ivr, db::Transaction& tx, org::CentreId centre) : ivr_(ivr), tx_(tx), centre_(centre) {}

  std::shared_ptr<const Published> flow(FlowId id) override { return ivr_.published(tx_, id); }
  HoursState hours(calendars::CalendarId id, base::Time now) override;
  // Of the centre, or of one above it: the uppermost counts.
  std::optional<Phrases> emergency() override;

 private:
  Ivr& ivr_;
  db::Transaction& tx_;
  org::CentreId centre_;
};

void add_flow_endpoints(org::Api& api, Ivr& ivr, Prompts& prompts, const base::Messages& messages);
// The topics ivr_flows and ivr_prompts, within reach, and ivr_emergencies.
void add_flow_topics(realtime::Hub& hub);
// The durable reader "ivr".
void add_flow_readers(events::Pump& pump);

}  // namespace ivr
