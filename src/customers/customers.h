#pragma once
// Customers: a file per person or organisation, found by any identity; history, relations,
// merges, own fields, imports and exports.
//
// Verbs take the actor first, are thread-safe, block on the database, and refuse with
// Forbidden (no right), NotFound (absent or out of reach), Stale (edited meanwhile),
// Conflict, WrongState, Invalid. `version` is what the caller last saw. A customer stands in
// its centre; whoever looks after it (owner) and that person's team reach it too.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/access.h"
#include "base/messages.h"
#include "base/result.h"
#include "customers/types.h"
#include "db/database.h"

namespace files {
class Store;
}
namespace jobs {
struct Job;
class Progress;
class Runner;
}  // namespace jobs
namespace org {
class Api;
}
namespace realtime {
class Hub;
}

namespace customers {

struct CustomerFilter {
  std::string text;  // words of names, addresses, tags, own fields, notes; or an identity, whole or its last four
  std::string tag;
  std::optional<Stage> stage;
  std::optional<Kind> kind;
  std::optional<org::CentreId> centre_id;
  std::optional<org::PersonId> owner_id;
  std::optional<dictionaries::EntryId> tier_id;
};

// What else refers to customers; implemented by those who keep such things.
class References {
 public:
  virtual ~References() = default;
  // Then the file stays.
  virtual bool refers_to(db::Transaction& tx, CustomerId customer) const = 0;
  // Whether the person serves the customer now: then it sees the file, wherever that stands.
  virtual bool serves(db::Transaction&, org::PersonId, CustomerId) const { return false; }
};

struct CustomerRow;

// A file that is sent while it is read: gives the next piece, "" at the end.
using Download = std::function<std::string()>;

class Customers {
 public:
  // References live as long as the program.
  Customers(org::Platform platform, files::Store& files, const base::Messages& messages);

  // Before the server starts; it must live as long as this.
  void add_references(const References& references) { references_.push_back(&references); }

  // Newest first; files that were merged away are left out.
  base::Result<org::Page<Customer>> customers(const org::Actor& actor, const CustomerFilter& filter,
                                              const org::ListQuery& query);
  // One within reach, or whom the actor serves now.
  base::Result<Customer> customer(const org::Actor& actor, CustomerId id);
  bool sees(db::Transaction& tx, const org::Actor& actor, const CustomerRow& row) const;
  base::Result<Customer> create(const org::Actor& actor, const CustomerFields& fields);
  base::Result<Customer> edit(const org::Actor& actor, CustomerId id, std::int64_t version,
                              const CustomerFields& fields);
  // Only while nothing refers to it.
  base::Status remove(const org::Actor& actor, CustomerId id);
  // The identities whole; audited.
  base::Result<Unmasked> unmask(const org::Actor& actor, CustomerId id);

  // History, newest first, with that of the files merged into this one.
  base::Result<org::Page<Change>> changes(const org::Actor& actor, CustomerId id, const org::ListQuery& query);

  base::Result<std::vector<Relation>> relations(const org::Actor& actor, CustomerId id);
  base::Result<Relation> relate(const org::Actor& actor, CustomerId id, const NewRelation& relation);
  base::Status unrelate(const org::Actor& actor, CustomerId id, CustomerId other);

  // Files that share an identity, or name and address.
  base::Result<std::vector<Customer>> duplicates(const org::Actor& actor, CustomerId id);
  // `other` goes into `id` without loss; doing it twice is doing it once.
  base::Result<Customer> merge(const org::Actor& actor, CustomerId id, CustomerId other);
  // Undoes a merge: `other` is again what it was, and `id` loses what came from it. Gives `other`.
  base::Result<Customer> split(const org::Actor& actor, CustomerId id, CustomerId other);

  // Tags of customers within reach, most used first, at most 200.
  base::Result<std::vector<TagCount>> tags(const org::Actor& actor);

  // Definitions of own fields, in their order. Anyone who may see customers may see them.
  base::Result<std::vector<FieldDefinition>> fields(const org::Actor& actor);
  base::Result<FieldDefinition> create_field(const org::Actor& actor, const FieldFields& fields);
  base::Result<FieldDefinition> edit_field(const org::Actor& actor, FieldId id, std::int64_t version,
                                           const FieldFields& fields);
  // Only while no customer has a value in it.
  base::Status delete_field(const org::Actor& actor, FieldId id);

  // CSV of the customers that customers.export reaches; identities are whole where the
  // actor may unmask them too. Audited.
  base::Result<Download> export_csv(const org::Actor& actor, const CustomerFilter& filter);

  // Imports: an uploaded table is looked at, then run by a job in batches.
  base::Result<Import> upload(const org::Actor& actor, org::CentreId centre, const std::string& file_name,
                              std::string_view content);
  base::Result<org::Page<Import>> imports(const org::Actor& actor, const org::ListQuery& query);
  base::Result<Import> import(const org::Actor& actor, ImportId id);
  base::Result<Import> run_import(const org::Actor& actor, ImportId id, const ImportRun& run);
  base::Status discard_import(const org::Actor& actor, ImportId id);
  base::Result<org::Page<ImportFault>> import_faults(const org::Actor& actor, ImportId id, const org::ListQuery& query);
  // The faulty rows as they were uploaded, with the reasons in a column behind.
  base::Result<Download> faulty_rows(const org::Actor& actor, ImportId id);

  // For other modules. The code of the fault that makes `value` no identity of that kind, "" for none.
  static std::string identity_fault(IdentityKind kind, std::string_view value);
  // The customer who has the identity, when it is the only one.
  static std::optional<CustomerId> only_holder(db::Transaction& tx, const keys::KeyRing& keys, IdentityKind kind,
                                               std::string_view value);
  // Whether there is such a file, not merged away, within reach of the right to view.
  // The tier of the customer; of a merged file: of the one into which it went.
  static std::optional<dictionaries::EntryId> tier_of(db::Transaction& tx, CustomerId id);
  static bool may_see(db::Transaction& tx, const org::Actor& actor, CustomerId id);

  // The job of run_import(): goes on where the last batch ended.
  void continue_import(const jobs::Job& job, jobs::Progress& progress);
  // After an upgrade that brought new marks into the search index: queues the job that puts
  // them there, when that is to be done. Run every ten minutes. Until the job is through,
  // lists are found without marks, more slowly.
  void queue_reindex();
  void continue_reindex(jobs::Progress& progress);
  // Removes previews that nobody ran for a day. Run each hour.
  int remove_abandoned_imports();

  // For those who keep what belongs to customers: the file and all that went into it, however
  // far back; NotFound when it is absent or the actor may not see it.
  static base::Result<std::vector<CustomerId>> files_of(db::Transaction& tx, const org::Actor& actor, CustomerId id);

 private:
  base::Result<CustomerRow> load_seen(db::Transaction& tx, const org::Actor& actor, CustomerId id) const;

  org::Platform platform_;
  files::Store& files_;
  const base::Messages& messages_;
  std::vector<const References*> references_;
};

void add_customer_endpoints(org::Api& api, Customers& customers);
// Topics "customers" (by ids), "customer_fields", "customer_imports".
void add_customer_topics(realtime::Hub& hub, const Customers& customers, const base::Messages& messages);
// The job that runs imports, and the hourly removal of abandoned previews.
void add_customer_jobs(jobs::Runner& runner, Customers& customers);

}  // namespace customers
