// The endpoints of customers, but for imports.

#include "access/api.h"
#include "customers/http_imports.h"
#include "customers/verbs.h"

namespace customers {
namespace {

using org::Call;
using org::Doc;
using org::ListQuery;

const std::vector<org::ParameterDoc>& filter_docs() {
  static const std::vector<org::ParameterDoc> docs{
      {"q", "words of name, address, tag, own field or note; an identity, whole or its last four characters"},
      {"tag", "only with this tag"},
      {"stage", "only of this stage"},
      {"kind", "person or organization"},
      {"centre_id", "only of this centre"},
      {"owner_id", "only those that this person looks after"},
      {"tier_id", "only of this tier"}};
  return docs;
}

base::Result<CustomerFilter> filter_of(const Call& call) {
  auto stage = call.choice_parameter<Stage>("stage");
  if (!stage) return base::pass(stage);
  auto kind = call.choice_parameter<Kind>("kind");
  if (!kind) return base::pass(kind);
  auto centre = call.id_parameter<org::CentreId>("centre_id");
  if (!centre) return base::pass(centre);
  auto owner = call.id_parameter<org::PersonId>("owner_id");
  if (!owner) return base::pass(owner);
  auto tier = call.id_parameter<dictionaries::EntryId>("tier_id");
  if (!tier) return base::pass(tier);
  return CustomerFilter{call.text_parameter("q"), call.text_parameter("tag"), *stage, *kind, *centre, *owner, *tier};
}

template <class T>
base::Result<org::Items<T>> items(base::Result<std::vector<T>> list) {
  if (!list) return base::pass(list);
  return org::Items<T>{*std::move(list)};
}

void add_customers(org::Api& api, Customers& customers) {
  api.list("/customers",
           {"list_customers", "The customers within reach, newest first.", view_customers.key, filter_docs()},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Customer>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return customers.customers(call.actor, *filter, query);
           });
  api.create<CustomerFields>(
      "/customers", {"create_customer", "Opens a file.", edit_customers.key, {}},
      [&](const Call& call, const CustomerFields& body) { return customers.create(call.actor, body); });
  api.get("/customers/{id}",
          {"get_customer", "One file; one that was merged away says into which.", view_customers.key, {}},
          [&](const Call& call) -> base::Result<Customer> {
            auto id = call.id<CustomerId>();
            if (!id) return base::pass(id);
            return customers.customer(call.actor, *id);
          });
  api.edit<CustomerFields>(
      "/customers/{id}",
      {"edit_customer", "Replaces a file; an identity sent back masked with its id stays.", edit_customers.key, {}},
      [&](const Call& call, std::int64_t version, const CustomerFields& body) -> base::Result<Customer> {
        auto id = call.id<CustomerId>();
        if (!id) return base::pass(id);
        return customers.edit(call.actor, *id, version, body);
      });
  api.remove("/customers/{id}", {"delete_customer", "Deletes a file that nothing refers to.", delete_customers.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<CustomerId>();
               if (!id) return base::pass(id);
               return customers.remove(call.actor, *id);
             });
}

void add_looks(org::Api& api, Customers& customers) {
  api.act("/customers/{id}/unmaskings",
          {"unmask_customer", "Shows the identities whole; the look is audited.", unmask_customers.key, {}},
          [&](const Call& call) -> base::Result<Unmasked> {
            auto id = call.id<CustomerId>();
            if (!id) return base::pass(id);
            return customers.unmask(call.actor, *id);
          });
  api.list("/customers/{id}/changes", {"list_customer_changes", "The history, newest first.", view_customers.key, {}},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<Change>> {
             auto id = call.id<CustomerId>();
             if (!id) return base::pass(id);
             return customers.changes(call.actor, *id, query);
           });
  api.get("/customers/{id}/duplicates",
          {"list_customer_duplicates",
           "Files with the same identity, or the same name and address.",
           view_customers.key,
           {}},
          [&](const Call& call) -> base::Result<org::Items<Customer>> {
            auto id = call.id<CustomerId>();
            if (!id) return base::pass(id);
            return items(customers.duplicates(call.actor, *id));
          });
}

void add_relations(org::Api& api, Customers& customers) {
  api.get("/customers/{id}/relations", {"list_customer_relations", "The relations.", view_customers.key, {}},
          [&](const Call& call) -> base::Result<org::Items<Relation>> {
            auto id = call.id<CustomerId>();
            if (!id) return base::pass(id);
            return items(customers.relations(call.actor, *id));
          });
  api.create<NewRelation>("/customers/{id}/relations",
                          {"create_customer_relation", "Relates two files, seen from both.", edit_customers.key, {}},
                          [&](const Call& call, const NewRelation& body) -> base::Result<Relation> {
                            auto id = call.id<CustomerId>();
                            if (!id) return base::pass(id);
                            return customers.relate(call.actor, *id, body);
                          });
  api.remove("/customers/{id}/relations/{other_id}",
             {"delete_customer_relation", "Ends a relation.", edit_customers.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<CustomerId>();
               if (!id) return base::pass(id);
               auto other = call.id<CustomerId>(1);
               if (!other) return base::pass(other);
               return customers.unrelate(call.actor, *id, *other);
             });
}

void add_merges(org::Api& api, Customers& customers) {
  api.act<NewMerge>("/customers/{id}/merges",
                    {"merge_customers", "Lets the other file go into this one, without loss.", merge_customers.key, {}},
                    [&](const Call& call, const NewMerge& body) -> base::Result<Customer> {
                      auto id = call.id<CustomerId>();
                      if (!id) return base::pass(id);
                      return customers.merge(call.actor, *id, body.other_id);
                    });
  api.act<NewSplit>("/customers/{id}/splits",
                    {"split_customer",
                     "Undoes a merge; answers with the file that stands for itself again.",
                     merge_customers.key,
                     {}},
                    [&](const Call& call, const NewSplit& body) -> base::Result<Customer> {
                      auto id = call.id<CustomerId>();
                      if (!id) return base::pass(id);
                      return customers.split(call.actor, *id, body.other_id);
                    });
}

void add_fields(org::Api& api, Customers& customers) {
  api.get("/customer-tags", {"list_customer_tags", "The tags in use, most used first.", view_customers.key, {}},
          [&](const Call& call) { return items(customers.tags(call.actor)); });
  api.get("/customer-fields", {"list_customer_fields", "The definitions of own fields.", view_customers.key, {}},
          [&](const Call& call) { return items(customers.fields(call.actor)); });
  api.create<FieldFields>(
      "/customer-fields", {"create_customer_field", "Defines an own field.", edit_customer_fields.key, {}},
      [&](const Call& call, const FieldFields& body) { return customers.create_field(call.actor, body); });
  api.edit<FieldFields>(
      "/customer-fields/{id}",
      {"edit_customer_field", "Changes the definition of an own field.", edit_customer_fields.key, {}},
      [&](const Call& call, std::int64_t version, const FieldFields& body) -> base::Result<FieldDefinition> {
        auto id = call.id<FieldId>();
        if (!id) return base::pass(id);
        return customers.edit_field(call.actor, *id, version, body);
      });
  api.remove("/customer-fields/{id}",
             {"delete_customer_field", "Deletes an own field without values.", edit_customer_fields.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<FieldId>();
               if (!id) return base::pass(id);
               return customers.delete_field(call.actor, *id);
             });
}

void add_export(org::Api& api, Customers& customers) {
  org::Endpoint endpoint{
      http::Method::Get,
      "/customers.csv",
      {"export_customers", "The customers within reach as CSV.", export_customers.key, filter_docs()}};
  endpoint.content_type = "text/csv";
  endpoint.run = [&](const Call& call) -> base::Result<http::Response> {
    auto filter = filter_of(call);
    if (!filter) return base::pass(filter);
    auto download = customers.export_csv(call.actor, *filter);
    if (!download) return base::pass(download);
    return csv_response(*std::move(download), "customers.csv");
  };
  api.raw(std::move(endpoint));
}

}  // namespace

http::Response csv_response(Download download, std::string_view file_name) {
  http::Response response;
  response.with("Content-Type", "text/csv; charset=utf-8")
      .with("Content-Disposition", "attachment; filename=\"" + std::string(file_name) + '"')
      .with("Cache-Control", "no-store");
  response.stream = std::make_shared<http::Stream>(http::Stream{std::move(download), std::nullopt});
  return response;
}

void add_customer_endpoints(org::Api& api, Customers& customers) {
  add_customers(api, customers);
  add_looks(api, customers);
  add_relations(api, customers);
  add_merges(api, customers);
  add_fields(api, customers);
  add_export(api, customers);
  add_import_endpoints(api, customers);
}

}  // namespace customers
