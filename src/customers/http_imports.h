#pragma once
// The endpoints of imports, and downloads. Private to the module.

#include <string_view>

#include "customers/customers.h"
#include "http/message.h"

namespace customers {

void add_import_endpoints(org::Api& api, Customers& customers);

// A CSV file that is read while it is sent.
http::Response csv_response(Download download, std::string_view file_name);

}  // namespace customers
