#pragma once
// Uploads, downloads and pages by number, as both sides of a chat use them. Private to the module.

#include "access/api.h"
#include "channels/webchat/webchat.h"

namespace channels {

using org::Endpoint;

// limit (1 to 200, default 50) and after, a number from 0.
base::Result<org::ListQuery> query_by_seq(const org::Call& call);

template <class T>
Endpoint list_by_seq(std::string pattern, std::string_view id, std::string_view summary) {
  Endpoint endpoint{http::Method::Get, std::move(pattern), {id, summary, "", {}}};
  endpoint.reply = &base::type_of<org::Page<T>>();
  endpoint.paged = true;
  return endpoint;
}

// A form with the fields client_id and file.
template <class T>
Endpoint upload_of(std::string pattern, std::string_view id) {
  Endpoint endpoint{
      http::Method::Post, std::move(pattern), {id, "Sends a file (form fields client_id and file).", "", {}}};
  endpoint.reply = &base::type_of<T>();
  endpoint.body_kind = http::Body::Upload;
  endpoint.content_type = "multipart/form-data";
  return endpoint;
}
base::Result<Upload> read_upload(const http::Request& request);

Endpoint download_of(std::string pattern, std::string_view id);
// Shown in place only where that is safe.
http::Response file_response(ChatFile file);

}  // namespace channels
