// Verbs on the sites that embed the widget.

#include "channels/webchat/form.h"
#include "channels/webchat/verbs.h"
#include "content/record.h"
#include "routing/rights.h"
#include "routing/routing.h"
#include "search/search.h"

namespace channels {
namespace {

base::Result<SiteRow> load_site(db::Transaction& tx, const org::Actor& actor, org::Right right, SiteId id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find_site(tx, id);
  if (!row || !actor.reaches(right, place_of(*row))) return base::not_found();
  return *std::move(row);
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const SiteRow& row) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(edit_sites, place_of(row)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (name_is_taken(tx, row)) return base::refuse_fault("/name", "taken");
  auto faults = check_questions(row.form);
  auto queue = routing::Routing::find_queue(tx, row.queue_id);
  if (!queue || queue->channel != agents::Channel::Webchat) faults.push_back({"/queue_id", "no_such_object", {}});
  for (std::size_t i = 0; i < row.origins.size(); ++i)
    if (!is_origin(row.origins[i])) faults.push_back({"/origins/" + std::to_string(i), "bad_origin", {}});
  if (!is_colour(row.colour)) faults.push_back({"/colour", "bad_format", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return {};
}

void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const SiteRow& row,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {"chat_site", row.id.value, row.centre_id}, change, std::move(detail),
                  SiteChanged{row.id, change});
}

}  // namespace

base::Result<org::Page<Site>> Webchat::sites(const org::Actor& actor, const SiteFilter& filter,
                                             const org::ListQuery& query) {
  if (auto status = actor.require(view_sites); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Site>(), "chat_site", "id", actor.within(view_sites, site_place, 1));
    if (filter.centre_id) list.require("centre_id = ?%1", *filter.centre_id);
    return org::page_of<Site>(tx, list, query, org::ListStatement::Order::OldestFirst, &db::read_row<Site>);
  });
}

base::Result<Site> Webchat::site(const org::Actor& actor, SiteId id) {
  return platform_.database.read([&](db::Transaction& tx) -> base::Result<Site> {
    auto row = load_site(tx, actor, view_sites, id);
    if (!row) return base::pass(row);
    return *std::move(row);
  });
}

base::Result<Site> Webchat::create_site(const org::Actor& actor, const SiteFields& fields) {
  if (auto status = actor.require(edit_sites); !status) return base::pass(status);
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<Site>(tx, platform_, actor, [&]() -> base::Result<Site> {
      tx.lock("chat_site");
      SiteRow row{{fields, platform_.ids.make<SiteId>(), keys::random_token(), 1, platform_.clock.now()},
                  search::fold(fields.name)};
      if (auto status = check(tx, actor, row); !status) return base::pass(status);
      insert(tx, row);
      changed(tx, platform_, actor, row, org::Change::Created, "");
      return row;
    });
  });
}

base::Result<Site> Webchat::edit_site(const org::Actor& actor, SiteId id, std::int64_t version,
                                      const SiteFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<Site> {
    tx.lock("chat_site");
    auto stored = load_site(tx, actor, edit_sites, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    // Its chats stand in the centre.
    if (fields.centre_id != stored->centre_id) return base::refuse_fault("/centre_id", "cannot_change");
    SiteRow row{{fields, id, stored->site_key, version + 1, platform_.clock.now()}, search::fold(fields.name)};
    if (auto status = check(tx, actor, row); !status) return base::pass(status);
    update(tx, row);
    changed(tx, platform_, actor, row, org::Change::Edited, org::changed_fields<SiteFields>(*stored, fields));
    return row;
  });
}

base::Status Webchat::delete_site(const org::Actor& actor, SiteId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock("chat_site");
    auto stored = load_site(tx, actor, edit_sites, id);
    if (!stored) return base::pass(stored);
    if (site_has_visitors(tx, id)) return base::refuse(base::Code::Conflict, "site_has_history");
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted, stored->name);
    return {};
  });
}

std::optional<std::vector<std::string>> Webchat::origins(std::string_view site_key) {
  return platform_.database.read([&](db::Transaction& tx) -> std::optional<std::vector<std::string>> {
    auto site = find_site_by_key(tx, site_key);
    if (!site || !site->active) return std::nullopt;
    return site->origins;
  });
}

}  // namespace channels
