#pragma once
// Reporting: every figure of reports and boards, made from the event log and from nothing else,
// with what stands behind it.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden, NotFound, Stale, Invalid. A figure counts what is within the actor's reach: a
// queue's where the queue stands, an agent's where the agent stood then.

#include <memory>
#include <string>
#include <vector>

#include "access/access.h"
#include "base/messages.h"
#include "base/result.h"
#include "db/database.h"
#include "events/events.h"
#include "reporting/types.h"

namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace reporting {

struct ReportFile {
  std::string name;
  std::string content_type;
  std::string bytes;
};

// A count that is not what the log says.
struct Discrepancy {
  std::string table;
  std::string row;  // "grain=1 bucket=20780 …"
  std::string counter;
  std::int64_t kept = 0, told = 0;
};

class KeptAnswers;

class Reporting {
 public:
  Reporting(org::Platform platform, const base::Messages& messages);
  ~Reporting();

  // All that ship.
  base::Result<std::vector<ReportInfo>> reports(const org::Actor& actor);
  // A further page of an answer that is asked for by its `read_at` within two minutes is of that answer.
  base::Result<ReportAnswer> answer(const org::Actor& actor, const std::string& report, const ReportQuery& query);
  // At most 100,000 rows: then Invalid too_many_rows. Audited.
  base::Result<ReportFile> export_file(const org::Actor& actor, const std::string& report, const ExportQuery& query);
  base::Result<BehindAnswer> behind(const org::Actor& actor, const std::string& report, const BehindQuery& query);
  // At most 7 days.
  base::Result<TimelineAnswer> timeline(const org::Actor& actor, const TimelineQuery& query);

  // One's own and the shared ones, by name.
  base::Result<std::vector<ReportView>> views(const org::Actor& actor);
  base::Result<ReportView> view(const org::Actor& actor, ViewId id);
  base::Result<ReportView> create_view(const org::Actor& actor, const ReportViewFields& fields);
  // Whoever made it; a shared one also who may edit reports.
  base::Result<ReportView> edit_view(const org::Actor& actor, ViewId id, std::int64_t version,
                                     const ReportViewFields& fields);
  base::Status delete_view(const org::Actor& actor, ViewId id);

  // Of the queues within reach in which something happened, as boards show them now; by id.
  base::Result<std::vector<QueueFigures>> queue_figures(const org::Actor& actor);

  // By id. Whoever sees boards sees them all; edited by those who reach the queue, the centre, or the root.
  base::Result<std::vector<Threshold>> thresholds(const org::Actor& actor);
  base::Result<Threshold> threshold(const org::Actor& actor, ThresholdId id);
  base::Result<Threshold> create_threshold(const org::Actor& actor, const ThresholdFields& fields);
  base::Result<Threshold> edit_threshold(const org::Actor& actor, ThresholdId id, std::int64_t version,
                                         const ThresholdFields& fields);
  base::Status delete_threshold(const org::Actor& actor, ThresholdId id);
  // Compares the figures of all queues with their thresholds, and lets alarms begin and end. Run
  // every few seconds, on one node.
  void watch();
  // What changed on boards since the last call, for this node's hub. Called once a second, on one thread.
  std::vector<events::Event> changed_figures();

  // For the pump's durable reader.
  void follow(db::Transaction& tx, const std::vector<events::Event>& events);
  // Reads on in large batches until the log's end, before the pump starts; for a log that was
  // filled in at once.
  void catch_up();

  // Makes everything anew from the archive in `archive_folder` and the log, in one transaction.
  // Gives the number of events read. Not while a server runs.
  std::int64_t rebuild(const std::string& archive_folder);
  // Makes all counts in a database of its own in `scratch_folder`, and compares; at most 100 are
  // given.
  std::vector<Discrepancy> verify(const std::string& archive_folder, const std::string& scratch_folder);

 private:
  org::Platform platform_;
  const base::Messages& messages_;
  base::Time looked_at_;  // by changed_figures()
  std::unique_ptr<KeptAnswers> kept_;
};

void add_report_endpoints(org::Api& api, Reporting& reporting);
// Topics queue_figures and board_thresholds.
void add_report_topics(realtime::Hub& hub, const org::Platform& platform);
// The durable reader "reporting".
void add_report_readers(events::Pump& pump, Reporting& reporting);

}  // namespace reporting
