// The endpoints of imports.

#include "customers/http_imports.h"

#include "access/api.h"
#include "customers/rights.h"

namespace customers {
namespace {

using org::Call;
using org::ListQuery;

// What a form uploads: a file and the centre that it is for.
struct Upload {
  org::CentreId centre_id;
  std::string file_name;
  std::string content;
};

base::Result<Upload> upload_of(const http::Request& request) {
  auto parts = http::parse_multipart(request.header("content-type"), request.body);
  if (!parts) return base::refuse(base::Code::UnsupportedMedia, "form_expected");
  Upload upload;
  bool has_file = false;
  for (auto& part : *parts) {
    if (part.name == "centre_id") upload.centre_id = {base::parse_id(part.content).value_or(0)};
    if (part.name != "file") continue;
    has_file = true;
    upload.file_name = part.file_name;
    upload.content = std::move(part.content);
  }
  std::vector<base::Fault> faults;
  if (!has_file) faults.push_back({"/file", "missing", {}});
  if (!upload.centre_id) faults.push_back({"/centre_id", "missing", {}});
  if (!faults.empty()) return base::refuse_faults(std::move(faults));
  return upload;
}

void add_upload(org::Api& api, Customers& customers) {
  org::Endpoint endpoint{http::Method::Post,
                         "/customer-imports",
                         {"create_customer_import",
                          "Uploads a table (form fields file and centre_id) and shows what is in it.",
                          import_customers.key,
                          {}},
                         nullptr,
                         &base::type_of<Import>(),
                         201};
  endpoint.body_kind = http::Body::Upload;
  endpoint.content_type = "multipart/form-data";
  endpoint.run = [&](const Call& call) -> base::Result<http::Response> {
    auto upload = upload_of(call.request);
    if (!upload) return base::pass(upload);
    return org::Api::reply_of(201, customers.upload(call.actor, upload->centre_id, upload->file_name, upload->content));
  };
  api.raw(std::move(endpoint));
}

void add_faulty_rows(org::Api& api, Customers& customers) {
  org::Endpoint endpoint{
      http::Method::Get,
      "/customer-imports/{id}/faults.csv",
      {"download_customer_import_faults", "The faulty rows with the reasons, as CSV.", import_customers.key, {}}};
  endpoint.content_type = "text/csv";
  endpoint.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ImportId>();
    if (!id) return base::pass(id);
    auto download = customers.faulty_rows(call.actor, *id);
    if (!download) return base::pass(download);
    return csv_response(*std::move(download), "faults.csv");
  };
  api.raw(std::move(endpoint));
}

}  // namespace

void add_import_endpoints(org::Api& api, Customers& customers) {
  add_upload(api, customers);
  api.list("/customer-imports", {"list_customer_imports", "Imports, newest first.", import_customers.key, {}},
           [&](const Call& call, const ListQuery& query) { return customers.imports(call.actor, query); });
  api.get("/customer-imports/{id}",
          {"get_customer_import", "One import; a preview with its first rows.", import_customers.key, {}},
          [&](const Call& call) -> base::Result<Import> {
            auto id = call.id<ImportId>();
            if (!id) return base::pass(id);
            return customers.import(call.actor, *id);
          });
  api.act<ImportRun>(
      "/customer-imports/{id}/runs",
      {"run_customer_import", "Starts the import; goes on with one that failed.", import_customers.key, {}},
      [&](const Call& call, const ImportRun& body) -> base::Result<Import> {
        auto id = call.id<ImportId>();
        if (!id) return base::pass(id);
        return customers.run_import(call.actor, *id, body);
      });
  api.list("/customer-imports/{id}/faults",
           {"list_customer_import_faults", "All faults, row by row.", import_customers.key, {}},
           [&](const Call& call, const ListQuery& query) -> base::Result<org::Page<ImportFault>> {
             auto id = call.id<ImportId>();
             if (!id) return base::pass(id);
             return customers.import_faults(call.actor, *id, query);
           });
  api.remove("/customer-imports/{id}", {"discard_customer_import", "Throws a preview away.", import_customers.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<ImportId>();
               if (!id) return base::pass(id);
               return customers.discard_import(call.actor, *id);
             });
  add_faulty_rows(api, customers);
}

}  // namespace customers
