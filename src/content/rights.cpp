#include "content/rights.h"

namespace content {

std::vector<org::Right> content_rights() {
  return {view_content, edit_content};
}

}  // namespace content
