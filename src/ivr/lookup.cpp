#include "ivr/lookup.h"

#include <algorithm>

#include "base/text.h"
#include "http/client.h"
#include "ivr/validation.h"

namespace ivr {

LookUpResult look_up(const LookUp& request, const std::vector<AllowedHost>& allowed) {
  const auto host = host_of(request.url);
  auto found = std::find_if(allowed.begin(), allowed.end(), [&](const AllowedHost& one) { return one.host == host; });
  if (host.empty() || found == allowed.end()) return {LookUpOutcome::Failed, ""};
  http::Outgoing outgoing;
  outgoing.method = request.method == LookupMethod::Post ? http::Method::Post : http::Method::Get;
  outgoing.url = request.url;
  for (const auto& header : request.headers) outgoing.headers.emplace_back(header.name, header.value);
  outgoing.body = request.body;
  outgoing.reach = found->inside ? http::Reach::Anywhere : http::Reach::Public;
  outgoing.timeout = std::chrono::milliseconds(request.timeout_ms);
  auto answer = http::send(outgoing);
  if (!answer) return {answer.error().code == "timed_out" ? LookUpOutcome::TimedOut : LookUpOutcome::Failed, ""};
  if (answer->status < 200 || answer->status > 299) return {LookUpOutcome::Failed, ""};
  return {LookUpOutcome::Answered, base::valid_utf8(answer->body) ? std::move(answer->body) : ""};
}

}  // namespace ivr
