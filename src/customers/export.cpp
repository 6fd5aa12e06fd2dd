// The export: customers as CSV, read page by page while they are sent.

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/csv.h"
#include "base/text.h"
#include "customers/finder.h"
#include "customers/verbs.h"
#include "dictionaries/dictionaries.h"

namespace customers {
namespace {

constexpr std::size_t page_size = 200;

using Cells = std::vector<std::string>;

// Names of centres, people and tiers, each looked up once per export.
class Names {
 public:
  explicit Names(std::string language) : language_(std::move(language)) {}

  const std::string& centre(db::Transaction& tx, org::CentreId id) {
    auto [found, fresh] = centres_.try_emplace(id.value);
    if (fresh) found->second = org::Access::centre_name(tx, id);
    return found->second;
  }
  const std::string& person(db::Transaction& tx, org::PersonId id) {
    auto [found, fresh] = people_.try_emplace(id.value);
    if (fresh) found->second = org::Access::person_name(tx, id.value);
    return found->second;
  }
  const std::string& entry(db::Transaction& tx, dictionaries::EntryId id) {
    auto [found, fresh] = entries_.try_emplace(id.value);
    if (!fresh) return found->second;
    if (auto entry = dictionaries::Dictionaries::find_entry(tx, id))
      found->second = base::local_name(language_, entry->name, entry->name_en);
    return found->second;
  }

 private:
  std::string language_;
  std::map<std::int64_t, std::string> centres_, people_, entries_;
};

// One export on its way. Used by one worker at a time.
class Export {
 public:
  Export(org::Platform platform, const base::Messages& messages, org::Actor actor, CustomerFilter filter,
         std::vector<FieldDefinition> definitions)
      : platform_(platform),
        messages_(messages),
        actor_(std::move(actor)),
        filter_(std::move(filter)),
        definitions_(std::move(definitions)),
        names_(actor_.language) {}

  std::string next() {
    if (ended_) return "";
    std::string piece = started_ ? "" : header();
    started_ = true;
    platform_.database.read([&](db::Transaction& tx) { append_page(tx, piece); });
    return piece;
  }

 private:
  std::string title(std::string_view key) const {
    return messages_.text(actor_.language, "customer_export." + std::string(key));
  }

  std::string header() const {
    Cells cells;
    for (std::string_view key : {"id", "kind", "name", "stage", "tier", "centre", "owner", "phone", "email", "id_card",
                                 "account", "other", "addresses", "tags", "note", "created_at"})
      cells.push_back(title(key));
    for (const auto& definition : definitions_)
      cells.push_back(base::local_name(actor_.language, definition.name, definition.name_en));
    std::string out(base::csv_beginning);
    base::write_csv_row(out, cells, base::CsvFormulas::Defuse);
    return out;
  }

  void append_page(db::Transaction& tx, std::string& out) {
    auto ids = Finder(tx, platform_.keys, actor_, export_customers, filter_).newest(after_, page_size);
    ended_ = ids.size() < page_size;
    if (ids.empty()) return;
    after_ = ids.back();
    auto rows = find_rows(tx, ids);
    for (const auto& record : load_records(tx, std::move(rows)))
      base::write_csv_row(out, cells_of(tx, record), base::CsvFormulas::Defuse);
  }

  Cells cells_of(db::Transaction& tx, const Record& record) {
    const auto& row = record.row;
    bool whole = actor_.reaches(unmask_customers, place_of(tx, row));
    auto of_kind = [&](auto... kinds) { return identities(record, whole, {kinds...}); };
    Cells cells{row.id.text(),
                title("kind_" + base::word_of(row.kind)),
                row.name,
                title("stage_" + base::word_of(row.stage)),
                row.tier_id ? names_.entry(tx, *row.tier_id) : "",
                names_.centre(tx, row.centre_id),
                row.owner_id ? names_.person(tx, *row.owner_id) : "",
                of_kind(IdentityKind::Phone),
                of_kind(IdentityKind::Email),
                of_kind(IdentityKind::IdCard),
                of_kind(IdentityKind::Account),
                of_kind(IdentityKind::Wechat, IdentityKind::Weibo, IdentityKind::Web, IdentityKind::Other),
                addresses(record),
                fmt::format("{}", fmt::join(row.tags, "; ")),
                row.note,
                base::to_rfc3339(row.created_at)};
    for (const auto& definition : definitions_) {
      auto value = row.fields.find(definition.key);
      cells.push_back(value == row.fields.end() ? "" : value->second);
    }
    return cells;
  }

  std::string identities(const Record& record, bool whole, std::initializer_list<IdentityKind> kinds) const {
    std::string text;
    for (const auto& identity : record.identities) {
      if (std::find(kinds.begin(), kinds.end(), identity.kind) == kinds.end()) continue;
      text += (text.empty() ? "" : "; ") + (whole ? open_identity(platform_.keys, identity) : identity.masked);
    }
    return text;
  }

  static std::string addresses(const Record& record) {
    std::string text;
    for (const auto& address : record.addresses) text += (text.empty() ? "" : "; ") + text_of(address);
    return text;
  }

  org::Platform platform_;
  const base::Messages& messages_;
  org::Actor actor_;
  CustomerFilter filter_;
  std::vector<FieldDefinition> definitions_;
  Names names_;
  std::optional<CustomerId> after_;
  bool started_ = false, ended_ = false;
};

}  // namespace

base::Result<Download> Customers::export_csv(const org::Actor& actor, const CustomerFilter& filter) {
  if (auto status = actor.require(export_customers); !status) return base::pass(status);
  auto definitions = platform_.database.write([&](db::Transaction& tx) {
    auto detail = actor.may(unmask_customers) ? "whole" : "masked";
    org::audit(tx, platform_, actor, {"customer.exported", "customer", 0, actor.place.centre_id, detail});
    return load_definitions(tx);
  });
  auto going = std::make_shared<Export>(platform_, messages_, actor, filter, std::move(definitions));
  return Download([going] { return going->next(); });
}

}  // namespace customers
