#include "content/rights.h"

namespace content {

std::vector<org::Right> content_rights() {
  return {view_content, edit_content};
}

base::Status require_edit_everywhere(const org::Actor& actor) {
  if (auto status = actor.require(edit_content); !status) return status;
  if (!actor.reaches_all(edit_content)) return base::refuse(base::Code::Forbidden, "content_needs_whole_tree");
  return {};
}

}  // namespace content
