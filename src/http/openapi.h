#pragma once
// Builds the OpenAPI 3.1 document from the tables of described structs.
//
// Ids are strings of digits, times are date-time, optionals may be null and absent in
// requests; limits of fields become minLength, maximum, maxItems and so on.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"
#include "http/message.h"

namespace http {

struct QueryParameter {
  std::string name;
  std::string summary;
};

struct Operation {
  std::string_view id;
  std::string_view summary;
  std::string_view right;  // shown as x-right; "" none
  const base::Type* request = nullptr;
  const base::Type* reply = nullptr;
  int status = 200;
  bool open = false;              // needs no authentication
  bool paged = false;             // takes limit and after
  bool versioned = false;         // takes If-Match
  std::string_view content_type;  // of a request or reply that is not JSON
  std::vector<QueryParameter> parameters;
};

class OpenApi {
 public:
  OpenApi(std::string title, std::string version);

  void add(Method method, const std::string& path, const Operation& operation);
  std::string document() const;

 private:
  std::string schema_of(const base::Type& type, const base::Limit& limit);
  std::string reference_to(const base::Type& type);
  std::string struct_schema(const base::Type& type);
  std::string parameters_of(const std::string& path, const Operation& operation) const;
  std::string responses_of(const Operation& operation);

  std::string title_, version_;
  std::map<std::string, std::map<std::string, std::string>> paths_;  // path, method, operation
  std::map<std::string, std::string> schemas_;
};

}  // namespace http
