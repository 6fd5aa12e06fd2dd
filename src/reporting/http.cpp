// The endpoints of reporting.

#include "access/api.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

using org::Api;
using org::Call;

// The {key} of the pattern.
std::string report_of(const Call& call) {
  return std::string(call.request.path_values.at(0));
}

void add_reports(Api& api, Reporting& reporting) {
  api.get("/reports", {"list_reports", "The reports that ship, with their figures and formulas.", view_reports.key, {}},
          [&](const Call& call) { return org::items_of(reporting.reports(call.actor)); });
  api.act<ReportQuery>(
      "/reports/{key}/answer",
      {"answer_report", "The rows of a report within reach, and their total.", view_reports.key, {}},
      [&](const Call& call, const ReportQuery& body) { return reporting.answer(call.actor, report_of(call), body); });
  api.act<BehindQuery>(
      "/reports/{key}/behind",
      {"open_report_figure", "What was counted: contacts, stays, offers, states.", view_reports.key, {}},
      [&](const Call& call, const BehindQuery& body) { return reporting.behind(call.actor, report_of(call), body); });
  api.act<TimelineQuery>(
      "/agent-timelines", {"show_agent_timelines", "The states of agents one after the other.", view_reports.key, {}},
      [&](const Call& call, const TimelineQuery& body) { return reporting.timeline(call.actor, body); });
}

void add_export(Api& api, Reporting& reporting) {
  org::Endpoint endpoint{http::Method::Post,
                         "/reports/{key}/export",
                         {"export_report", "A report as a file (CSV or XLSX). Audited.", export_reports.key, {}},
                         &base::type_of<ExportQuery>()};
  endpoint.body_kind = http::Body::Small;
  endpoint.content_type = "application/octet-stream";
  endpoint.run = [&](const Call& call) -> base::Result<http::Response> {
    auto body = call.body<ExportQuery>();
    if (!body) return base::pass(body);
    auto file = reporting.export_file(call.actor, report_of(call), *body);
    if (!file) return base::pass(file);
    http::Response response{.status = 200, .body = std::move(file->bytes)};
    response.with("Content-Type", file->content_type)
        .with("Content-Disposition", "attachment; filename=\"" + file->name + '"')
        .with("Cache-Control", "no-store");
    return response;
  };
  api.raw(std::move(endpoint));
}

void add_views(Api& api, Reporting& reporting) {
  api.get("/report-views", {"list_report_views", "One's own views and the shared ones, by name.", view_reports.key, {}},
          [&](const Call& call) { return org::items_of(reporting.views(call.actor)); });
  api.get("/report-views/{id}", {"get_report_view", "One, with its version as ETag.", view_reports.key, {}},
          [&](const Call& call) -> base::Result<ReportView> {
            auto id = call.id<ViewId>();
            if (!id) return base::pass(id);
            return reporting.view(call.actor, *id);
          });
  api.create<ReportViewFields>(
      "/report-views", {"create_report_view", "Keeps a question under a name.", view_reports.key, {}},
      [&](const Call& call, const ReportViewFields& body) { return reporting.create_view(call.actor, body); });
  api.edit<ReportViewFields>(
      "/report-views/{id}",
      {"edit_report_view", "Replaces one; If-Match names the version that was seen.", view_reports.key, {}},
      [&](const Call& call, std::int64_t version, const ReportViewFields& body) -> base::Result<ReportView> {
        auto id = call.id<ViewId>();
        if (!id) return base::pass(id);
        return reporting.edit_view(call.actor, *id, version, body);
      });
  api.remove("/report-views/{id}", {"delete_report_view", "Deletes one.", view_reports.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<ViewId>();
               if (!id) return base::pass(id);
               return reporting.delete_view(call.actor, *id);
             });
}

void add_boards(Api& api, Reporting& reporting) {
  api.get("/queue-figures",
          {"list_queue_figures",
           "Who waits, today, and the last quarter hours, of each queue in which something happened.",
           view_reports.key,
           {}},
          [&](const Call& call) { return org::items_of(reporting.queue_figures(call.actor)); });
  api.get("/board-thresholds", {"list_board_thresholds", "All of them.", view_reports.key, {}},
          [&](const Call& call) { return org::items_of(reporting.thresholds(call.actor)); });
  api.get("/board-thresholds/{id}", {"get_board_threshold", "One, with its version as ETag.", view_reports.key, {}},
          [&](const Call& call) -> base::Result<Threshold> {
            auto id = call.id<ThresholdId>();
            if (!id) return base::pass(id);
            return reporting.threshold(call.actor, *id);
          });
  api.create<ThresholdFields>(
      "/board-thresholds",
      {"create_board_threshold",
       "Colours a figure of all queues, of those of a centre, or of one.",
       edit_reports.key,
       {}},
      [&](const Call& call, const ThresholdFields& body) { return reporting.create_threshold(call.actor, body); });
  api.edit<ThresholdFields>(
      "/board-thresholds/{id}",
      {"edit_board_threshold", "Replaces one; If-Match names the version that was seen.", edit_reports.key, {}},
      [&](const Call& call, std::int64_t version, const ThresholdFields& body) -> base::Result<Threshold> {
        auto id = call.id<ThresholdId>();
        if (!id) return base::pass(id);
        return reporting.edit_threshold(call.actor, *id, version, body);
      });
  api.remove("/board-thresholds/{id}", {"delete_board_threshold", "Deletes one.", edit_reports.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<ThresholdId>();
               if (!id) return base::pass(id);
               return reporting.delete_threshold(call.actor, *id);
             });
}

}  // namespace

void add_report_endpoints(Api& api, Reporting& reporting) {
  add_reports(api, reporting);
  add_export(api, reporting);
  add_views(api, reporting);
  add_boards(api, reporting);
}

}  // namespace reporting
