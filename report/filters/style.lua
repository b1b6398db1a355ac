-- Looks that stylesheets cannot give in Word and Typst; both renderers use this filter.

-- Word: cells of a table with many columns are set smaller.
local function cell_style(columns)
  if columns <= 6 then return 'Table Text' end
  if columns <= 9 then return 'Table Text Small' end
  return 'Table Text Tiny'
end

local function word_table(tbl)
  local style = cell_style(#tbl.colspecs)
  local function styled(row)
    for _, cell in ipairs(row.cells) do
      cell.contents = { pandoc.Div(cell.contents, { ['custom-style'] = style }) }
    end
  end
  for _, row in ipairs(tbl.head.rows) do styled(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do styled(row) end
  end
  return tbl
end

-- The line under a table or figure that says where its numbers come from.
local function source(div)
  if not div.classes:includes('source') then return nil end
  if FORMAT == 'docx' then div.attributes['custom-style'] = 'Source' end
  if FORMAT == 'typst' then
    div.attributes['typst:text:size'] = '0.8em'
    div.attributes['typst:below'] = '1.8em'
  end
  return div
end

return { { Div = source, Table = FORMAT == 'docx' and word_table or nil } }
