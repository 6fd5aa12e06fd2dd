// Verbs on views: questions that are kept under a name, by whoever asks them or for everybody.

#include "access/api.h"
#include "content/record.h"
#include "db/rows.h"
#include "reporting/asking.h"
#include "reporting/events.h"
#include "reporting/reporting.h"
#include "reporting/rights.h"

namespace reporting {
namespace {

constexpr std::int64_t most_views = 200;  // of one person

struct ViewRow : ReportViewFields {
  ViewId id;
  org::PersonId owner_id;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(ViewRow, (ReportViewFields), (id, owner_id, version, updated_at))

ReportView view_of(db::Transaction& tx, const ViewRow& row) {
  ReportView view;
  static_cast<ReportViewFields&>(view) = row;
  view.id = row.id;
  view.owner_id = row.owner_id;
  view.owner_name = org::Access::person_name(tx, row.owner_id.value);
  view.version = row.version;
  view.updated_at = row.updated_at;
  return view;
}

bool is_own(const org::Actor& actor, const ViewRow& row) {
  return actor.ref.kind == base::ActorKind::Person && actor.ref.id == row.owner_id.value;
}

base::Result<ViewRow> load_view(db::Transaction& tx, const org::Actor& actor, ViewId id) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  auto row = db::first_row<ViewRow>(tx.query(db::select<ViewRow>("report_view") + "WHERE id = ?1", id));
  if (!row || !(row->shared || is_own(actor, *row))) return base::not_found();
  return *std::move(row);
}

base::Result<ViewRow> take_view(db::Transaction& tx, const org::Actor& actor, ViewId id) {
  auto row = load_view(tx, actor, id);
  if (!row || is_own(actor, *row)) return row;
  if (!actor.may(edit_reports)) return base::refuse(base::Code::Forbidden, "not_your_view");
  return row;
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const ReportViewFields& fields, bool was_shared) {
  if (fields.shared && !was_shared && !actor.may(edit_reports)) return base::refuse_fault("/shared", "may_not_share");
  const auto* report = find_report(fields.report);
  if (!report) return base::refuse_fault("/report", "no_such_object");
  for (std::size_t i = 0; i < fields.figures.size(); ++i)
    if (std::find(report->figures.begin(), report->figures.end(), fields.figures[i]) == report->figures.end())
      return base::refuse_fault("/figures/" + std::to_string(i), "no_such_object");
  if (auto asked = understand(tx, *report, fields.question); !asked) return base::pass(asked);
  return {};
}

void tell(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, ViewId id, org::Change change,
          std::string detail) {
  content::record(tx, platform, actor, {"report_view", id.value, {}}, change, std::move(detail),
                  ReportViewChanged{id, change});
}

}  // namespace

base::Result<std::vector<ReportView>> Reporting::views(const org::Actor& actor) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<std::vector<ReportView>> {
    const auto own = actor.ref.kind == base::ActorKind::Person ? actor.ref.id : 0;
    auto rows =
        tx.query(db::select<ViewRow>("report_view") + "WHERE shared = 1 OR owner_id = ?1 ORDER BY name, id", own);
    std::vector<ReportView> views;
    for (const auto& row : db::read_rows<ViewRow>(rows)) views.push_back(view_of(tx, row));
    return views;
  });
}

base::Result<ReportView> Reporting::view(const org::Actor& actor, ViewId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<ReportView> {
    auto row = load_view(tx, actor, id);
    if (!row) return base::pass(row);
    return view_of(tx, *row);
  });
}

base::Result<ReportView> Reporting::create_view(const org::Actor& actor, const ReportViewFields& fields) {
  if (auto status = actor.require(view_reports); !status) return base::pass(status);
  if (actor.ref.kind != base::ActorKind::Person) return base::refuse(base::Code::Forbidden, "people_only");
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<ReportView>(tx, platform_, actor, [&]() -> base::Result<ReportView> {
      if (auto status = check(tx, actor, fields, false); !status) return base::pass(status);
      auto held = tx.query("SELECT COUNT(*) FROM report_view WHERE owner_id = ?1", actor.ref.id)[0].integer(0);
      if (held >= most_views) return base::refuse(base::Code::Conflict, "too_many_views");
      ViewRow row;
      static_cast<ReportViewFields&>(row) = fields;
      row.id = platform_.ids.make<ViewId>();
      row.owner_id = org::PersonId{actor.ref.id};
      row.updated_at = platform_.clock.now();
      db::insert_row(tx, "report_view", row);
      tell(tx, platform_, actor, row.id, org::Change::Created, "");
      return view_of(tx, row);
    });
  });
}

base::Result<ReportView> Reporting::edit_view(const org::Actor& actor, ViewId id, std::int64_t version,
                                              const ReportViewFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<ReportView> {
    auto row = take_view(tx, actor, id);
    if (!row) return base::pass(row);
    if (auto status = org::check_version(row->version, version); !status) return base::pass(status);
    if (auto status = check(tx, actor, fields, row->shared); !status) return base::pass(status);
    auto detail = org::changed_fields<ReportViewFields>(*row, fields);
    static_cast<ReportViewFields&>(*row) = fields;
    ++row->version;
    row->updated_at = platform_.clock.now();
    db::update_row(tx, "report_view", *row);
    tell(tx, platform_, actor, id, org::Change::Edited, std::move(detail));
    return view_of(tx, *row);
  });
}

base::Status Reporting::delete_view(const org::Actor& actor, ViewId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto row = take_view(tx, actor, id);
    if (!row) return base::pass(row);
    tx.execute("DELETE FROM report_view WHERE id = ?1", id);
    tell(tx, platform_, actor, id, org::Change::Deleted, "");
    return {};
  });
}

}  // namespace reporting
