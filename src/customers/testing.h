#pragma once
// A small organisation with customers, for tests in any module: the world of access, the
// verbs of customers, and bodies to start from.

#include <string>
#include <vector>

#include "access/testing.h"
#include "base/messages.h"
#include "customers/customers.h"
#include "customers/rights.h"
#include "files/store.h"
#include "jobs/jobs.h"

namespace customers::fixture {

using org::fixture::need;

class Office {
 public:
  // `folder` is for files.
  Office(db::Database& database, const std::string& folder)
      : world(database, customer_rights()),
        files(folder, world.keys),
        messages(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
        customers(world.platform, files, messages),
        jobs(database, world.clock, world.ids, {}) {
    add_customer_jobs(jobs, customers);
    admin = world.admin();
  }

  CustomerFields person(const std::string& name, const std::string& phone = "") const {
    CustomerFields fields;
    fields.centre_id = world.north;
    fields.name = name;
    if (!phone.empty()) fields.identities.push_back({"", IdentityKind::Phone, phone, "", false, false});
    return fields;
  }
  Customer add(const CustomerFields& fields) { return need(customers.create(admin, fields)); }
  Customer add(const std::string& name, const std::string& phone = "") { return add(person(name, phone)); }
  Customer get(CustomerId id) { return need(customers.customer(admin, id)); }

  // Someone of the north who holds `rights` as far as `scope` reaches.
  org::Actor someone(const std::string& login, std::vector<std::string> rights, org::Scope scope) {
    return someone(login, std::move(rights), scope, world.north_place());
  }
  org::Actor someone(const std::string& login, std::vector<std::string> rights, org::Scope scope,
                     const org::Place& place) {
    world.add_person(login, place, {{world.add_role("角色 " + login, std::move(rights)), scope}});
    return world.actor(login);
  }
  std::vector<std::string> found(const org::Actor& actor, const CustomerFilter& filter) {
    std::vector<std::string> names;
    for (const auto& customer : need(customers.customers(actor, filter, {})).items) names.push_back(customer.name);
    return names;
  }
  std::vector<std::string> found(const std::string& text) { return found(admin, {.text = text}); }

  org::fixture::World world;
  files::Store files;
  base::Messages messages;
  Customers customers;
  jobs::Runner jobs;
  org::Actor admin;
};

// Why a verb refused: "key", or "path code" of its first fault; "" when it did not.
template <class T>
std::string why(const base::Result<T>& result) {
  if (result) return "";
  if (result.error().faults.empty()) return result.error().key;
  return result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

}  // namespace customers::fixture
